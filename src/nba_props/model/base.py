"""What a model is: a component that makes a trainer, which fits rows of one design again and again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nba_props.features.base import Block

Floats = NDArray[np.float32] | NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Design:
    """What models see: `X` float32 [rows, features] with NaN where unknown, `y` float64 [rows] with NaN where
    there is no outcome, the feature `names`, and the settings that change no result or all of them.
    """

    X: NDArray[np.float32]
    y: NDArray[np.float64]
    names: list[str]
    seed: int = 0
    threads: int = 1

    def only(self, names: list[str]) -> Design:
        """The design with these features, in this order."""
        index = [self.names.index(name) for name in names]
        return Design(self.X[:, index], self.y, list(names), self.seed, self.threads)


class FittedModel(ABC):
    """What fitting returns."""

    names: list[str]
    """The features that `predict` takes, in order."""

    n_estimators: int | None = None
    """The number of boosting rounds, for models that have them."""

    @abstractmethod
    def predict(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        """The conditional mean of the outcome: X is [rows, features] in the order of `names`."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write the model's files into an existing folder; never a pickle."""

    def importance(self) -> dict[str, float]:
        """A share of each feature in the fit, adding up to 1; empty for models that have none."""
        return {}


class Trainer(ABC):
    """Fits a model on rows of one design; what the fits share (binned data, the number of rounds) it keeps."""

    @abstractmethod
    def fit(self, rows: Rows) -> FittedModel:
        """Fit on these rows of the design; all of them have an outcome."""


@dataclass
class Model:
    """Base of `model=` options."""

    def blocks(self) -> dict[str, Block] | None:
        """The feature blocks of a model that brings its own (the naive references); None for all others."""
        return None

    def trainer(self, design: Design, first: Rows) -> Trainer:
        """Get ready to fit rows of a design.

        Args:
            design: all rows, those to be predicted included.
            first: the rows of the first training window, in date order. Whatever is learnt once for all fits
                (bins, number of rounds) is learnt from these alone, so that no fit can look ahead.
        """
        raise NotImplementedError
