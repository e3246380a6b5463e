"""The naive references: models whose prediction is a feature column of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from nba_props.core.arrays import Floats
from nba_props.model.base import FittedModel, Model, Rows, Trainer, TrainingData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass
class Reference(Model):
    """Base of the naive references: subclasses bring one block that makes one column."""

    def trainer(self, design: TrainingData, first_window: Rows) -> ReferenceTrainer:  # noqa: ARG002
        """Nothing is learnt before a fit."""
        return ReferenceTrainer(self, design)


class ReferenceTrainer(Trainer):
    """Learns only what to say of a player without history: the mean of those who had none either.

    First games are played by newcomers, who score far less than the mean of all.
    """

    def __init__(self, model: Reference, design: TrainingData) -> None:
        self.tuned: Reference = model
        self._design = design

    def fit(self, rows: Rows) -> ReferenceFit:
        """Take the mean outcome of the rows without history; of all rows where each has one."""
        import numpy as np

        rows = np.sort(rows)
        first = rows[np.isnan(self._design.X[rows, 0])]
        mean = self._design.y[first if len(first) else rows].mean()
        return ReferenceFit(self._design.names, float(mean))


class ReferenceFit(FittedModel):
    """The first feature as it is, and `mean` where it is unknown."""

    def __init__(self, names: list[str], mean: float) -> None:
        self.names = list(names)
        self.mean = mean

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        column = X[:, 0].astype(np.float64)
        return np.where(np.isnan(column), self.mean, column)

    def save(self, folder: Path) -> None:
        """Write `model.json`."""
        (folder / "model.json").write_text(
            json.dumps({"column": self.names[0], "otherwise": self.mean}) + "\n"
        )

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:  # noqa: ARG003
        """Read `model.json`."""
        return cls(names, json.loads((folder / "model.json").read_text())["otherwise"])
