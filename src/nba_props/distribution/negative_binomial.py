"""`distribution=negative_binomial`: counts that scatter more than their mean."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import require
from nba_props.distribution._rows import means
from nba_props.distribution._variance import SPREADING, HasVarianceModel, VarianceModel
from nba_props.distribution.base import FittedDistribution
from nba_props.distribution.counts import negative_binomial
from nba_props.distribution.predictive import Predictive


@component("distribution", "negative_binomial")
@dataclass
class NegativeBinomial(HasVarianceModel):
    """Negative binomial around the prediction, with a fitted variance for each player-game.

    It is what a Poisson count becomes when its rate (minutes, form) is itself uncertain.
    """

    def __post_init__(self) -> None:
        require(self, **SPREADING)

    def learn(self, past: pl.DataFrame) -> FittedNegativeBinomial:
        """Fit the spread."""
        return FittedNegativeBinomial(self.spread(past))


@dataclass(frozen=True)
class FittedNegativeBinomial(FittedDistribution):
    """Negative binomial distributions with a fitted spread."""

    spread: VarianceModel

    @property
    def reads(self) -> list[str]:
        """The columns that the variance follows."""
        return self.spread.names

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Return counts with the predicted mean and the fitted variance, at least a Poisson's."""
        return negative_binomial(means(rows), self.spread.variance(rows))
