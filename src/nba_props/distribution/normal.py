"""`distribution=normal`: a rounded normal variable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import require
from nba_props.distribution._rows import predictions
from nba_props.distribution._variance import SPREADING, HasVarianceModel, VarianceModel
from nba_props.distribution.base import FittedDistribution
from nba_props.distribution.predictive import Predictive, reach


@component("distribution", "normal")
@dataclass
class Normal(HasVarianceModel):
    """Normal around the prediction, rounded to whole numbers: P(outcome <= k) = Phi((k + 1/2 - mean) / sd).

    Rounding is the continuity correction; it keeps the probability of a push. What lies below 0 counts as 0,
    so at low levels the mean is above the prediction.
    """

    def __post_init__(self) -> None:
        require(self, **SPREADING)

    def learn(self, past: pl.DataFrame) -> FittedNormal:
        """Fit the spread."""
        return FittedNormal(self.spread(past))


@dataclass(frozen=True)
class FittedNormal(FittedDistribution):
    """Normal distributions with a fitted spread."""

    spread: VarianceModel

    @property
    def reads(self) -> list[str]:
        """The columns that the variance follows."""
        return self.spread.names

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Return normal cumulative probabilities at the ends of the whole numbers' intervals."""
        from scipy.special import ndtr

        mean, variance = predictions(rows), self.spread.variance(rows)
        # Residuals of rounded outcomes have a variance that is by 1/12 the rounding's own (Sheppard).
        sd = np.sqrt(np.maximum(variance - 1 / 12, variance / 12))
        points = reach(mean, sd) + 0.5
        return Predictive.of(ndtr((points - mean[:, None]) / sd[:, None]))
