"""Quantiles by XGBoost: one booster with an output for each level."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nba_props.core.arrays import Floats
from nba_props.model.base import QuantileFit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class XGBoostQuantiles(QuantileFit):
    """An XGBoost booster of several outputs."""

    def __init__(self, booster: Any, levels: list[float], names: list[str]) -> None:  # noqa: ANN401
        self.booster = booster
        self.levels = levels
        self.names = list(names)

    def _predict_quantiles(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        predicted = self.booster.inplace_predict(X, validate_features=False)
        return np.asarray(predicted, dtype=np.float64).reshape(len(X), len(self.levels))

    def save(self, folder: Path) -> None:
        """Write `quantiles.ubj`, XGBoost's own binary JSON, which holds the levels too."""
        self.booster.save_model(str(folder / "quantiles.ubj"))

    @classmethod
    def load(cls, folder: Path, levels: list[float], names: list[str], threads: int = 1) -> Self:
        """Read `quantiles.ubj`."""
        import xgboost as xgb

        booster = xgb.Booster({"nthread": threads}, model_file=str(folder / "quantiles.ubj"))
        return cls(booster, levels, names)
