"""`distribution=residual`: outcomes scatter as they did around earlier out-of-fold predictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.arrays import Bools, Floats
from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.distribution._knots import with_tails
from nba_props.distribution._rows import column, predictions
from nba_props.distribution._variance import SPREADING, HasVarianceModel, VarianceModel
from nba_props.distribution.base import FittedDistribution
from nba_props.distribution.predictive import ROUNDING, Predictive, reach

LEVELS = (0.005, 0.995, 199)
"""First, last and number of the levels that residuals are kept at; beyond them tails are exponential."""
ROWS_PER_GROUP = 400
"""A group of residuals has at least as many rows, otherwise there are fewer groups."""
PARTS = (-0.4, -0.2, 0.0, 0.2, 0.4)
"""A whole-number outcome is spread evenly over its own interval, so that no line is favoured by rounding."""


@dataclass(frozen=True)
class Group:
    """The standardised residuals of player-games of one level: quantiles and their levels, with tails."""

    values: Floats
    levels: Floats

    def cdf(self, outcomes: Floats, mean: Floats, sd: Floats) -> Floats:
        """P(outcome <= k) of whole numbers, the same for all rows or each row's own: [n, k]."""
        z = (outcomes + 0.5 - mean[:, None]) / sd[:, None]
        return np.interp(z, self.values, self.levels, left=0.0, right=1.0)

    def quantile(self, level: float) -> float:
        """Return the standardised residual at a level."""
        return float(np.interp(level, self.levels, self.values))


@component("distribution", "residual")
@dataclass
class Residual(HasVarianceModel):
    """The empirical distribution of out-of-fold residuals, each divided by its own predicted spread.

    The shape is taken as it was, skewed as it may be, and apart for `groups` levels of the prediction: close
    to 0 residuals are lopsided, far from it they are not. A residual's bias is kept too.
    """

    groups: int = 6

    def __post_init__(self) -> None:
        require(self, **SPREADING, groups=at_least(1))

    def learn(self, past: pl.DataFrame) -> FittedResidual:
        """Fit the spread, then sort the residuals of each group; equal predictions cannot be parted."""
        spread, mean = self.spread(past), predictions(past)
        residuals, sd = column(past, "y") - mean, np.sqrt(spread.variance(past))
        count = max(1, min(self.groups, len(mean) // ROWS_PER_GROUP))
        edges = np.unique(np.quantile(mean, np.arange(1, count) / count))
        edges = edges[np.bincount(np.searchsorted(edges, mean, side="right"))[: len(edges)] > 0]
        number = np.searchsorted(edges, mean, side="right")
        filled = [np.flatnonzero(number == j) for j in range(len(edges) + 1)]
        return FittedResidual(spread, edges, [_group(residuals[rows], sd[rows]) for rows in filled])


def _group(residuals: Floats, sd: Floats) -> Group:
    values = np.sort(np.concatenate([(residuals + part) / sd for part in PARTS]))
    levels = np.linspace(*LEVELS)
    quantiles = np.interp(levels * (len(values) - 1), np.arange(len(values)), values)  # as numpy.quantile
    return Group(*with_tails(quantiles, levels))


@dataclass(frozen=True)
class FittedResidual(FittedDistribution):
    """Residuals by level of the prediction; `edges` part the levels."""

    spread: VarianceModel
    edges: Floats
    groups: list[Group]

    @property
    def reads(self) -> list[str]:
        """The columns that the variance follows."""
        return self.spread.names

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Residuals scaled and moved to the predictions; what lies below 0 counts as 0."""
        mean, sd = self._moments(rows)
        outcomes = reach(mean, sd)
        cdf = np.empty((len(mean), len(outcomes)))
        for own, group in self._by_group(mean):
            cdf[own] = group.cdf(outcomes, mean[own], sd[own])
        return Predictive.of(cdf)

    def median(self, rows: pl.DataFrame) -> Floats:
        """Near the group's own median, scaled and moved; three outcomes of each table tell which."""
        mean, sd = self._moments(rows)
        found = np.empty(len(mean))
        for own, group in self._by_group(mean):
            near = np.ceil(mean[own] + sd[own] * group.quantile(0.5) - 0.5)
            outcomes = near[:, None] + (-1.0, 0.0, 1.0)
            short = group.cdf(outcomes, mean[own], sd[own]) < 0.5 - ROUNDING
            found[own] = near - 1 + short.sum(axis=1)
        return np.clip(found, 0, reach(mean, sd)[-1])

    def _moments(self, rows: pl.DataFrame) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each row's outcome."""
        return predictions(rows), np.sqrt(self.spread.variance(rows))

    def _by_group(self, mean: Floats) -> Iterator[tuple[Bools, Group]]:
        """Return the rows of each level, as a mask, with its residuals."""
        number = np.searchsorted(self.edges, mean, side="right")
        return ((number == j, group) for j, group in enumerate(self.groups))
