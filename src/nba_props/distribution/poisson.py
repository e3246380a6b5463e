"""`distribution=poisson`: the simplest count, as spread out as its mean and no more."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nba_props.core.component import component
from nba_props.distribution._rows import means
from nba_props.distribution.base import Distribution, FittedDistribution
from nba_props.distribution.counts import poisson
from nba_props.distribution.predictive import Predictive


@component("distribution", "poisson")
@dataclass
class Poisson(Distribution):
    """Poisson around the prediction; nothing is learnt.

    For rare events (blocks, steals). Points and sums of stats scatter more than that.
    """

    def fit(self, past: pl.DataFrame) -> FittedPoisson:  # noqa: ARG002
        """There is nothing to fit."""
        return FittedPoisson()


@dataclass(frozen=True)
class FittedPoisson(FittedDistribution):
    """Poisson distributions."""

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Poisson counts around the predictions."""
        return poisson(means(rows))
