"""Quantiles by LightGBM: one booster for each level, all on the same binned rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nba_props.core.arrays import Floats
from nba_props.model.base import QuantileFit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LightGBMQuantiles(QuantileFit):
    """LightGBM boosters, one for each level."""

    def __init__(self, boosters: list[Any], levels: list[float], names: list[str], threads: int) -> None:
        self.boosters = boosters
        self.levels = levels
        self.names = list(names)
        self._threads = threads

    def _predict_quantiles(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        columns = [booster.predict(X, num_threads=self._threads) for booster in self.boosters]
        return np.column_stack(columns).astype(np.float64)

    def save(self, folder: Path) -> None:
        """Write `quantile_0.05.txt` and so on, LightGBM's own text format."""
        for level, booster in zip(self.levels, self.boosters, strict=True):
            booster.save_model(str(folder / f"quantile_{level:g}.txt"))

    @classmethod
    def load(cls, folder: Path, levels: list[float], names: list[str], threads: int = 1) -> Self:
        """Read the file of each level."""
        import lightgbm as lgb

        files = [str(folder / f"quantile_{level:g}.txt") for level in levels]
        return cls([lgb.Booster(model_file=file) for file in files], levels, names, threads)
