"""`distribution=quantile`: from quantiles that the model itself has fitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import require, told_apart
from nba_props.distribution._knots import row_wise_cdf, with_tails
from nba_props.distribution._rows import column, require_columns
from nba_props.distribution.base import LEARNED, FittedDistribution, Learned
from nba_props.distribution.pit import PitMap
from nba_props.distribution.predictive import Predictive, reach
from nba_props.errors import DataError
from nba_props.validation.predictions import quantile_column


def _levels(levels: list[float]) -> str | None:
    inside = len(levels) >= 3 and min(levels) > 0 and max(levels) < 1
    if inside and all(a < b for a, b in pairwise(levels)):
        return told_apart(quantile_column)(levels)
    return "three or more rising numbers between 0 and 1"


@component("distribution", "quantile")
@dataclass
class Quantile(Learned):
    """Straight lines between predicted quantiles, exponential tails beyond the outermost.

    Crossing quantiles are sorted, which never makes them worse (Chernozhukov, Fernandez-Val and Galichon,
    Quantile and Probability Curves Without Crossing, Econometrica 78, 2010). Where outcomes of earlier folds
    fell corrects the whole, since quantiles fitted on their own training rows are too narrow.

    It reads a column `quantile_<level>` for each of `levels`.
    """

    levels: list[float] = field(
        default_factory=lambda: [0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975]
    )

    def __post_init__(self) -> None:
        require(self, **LEARNED, levels=_levels)

    @property
    def quantile_levels(self) -> tuple[float, ...]:
        """As configured."""
        return tuple(self.levels)

    def learn(self, past: pl.DataFrame) -> FittedQuantile:
        """Learn the correction."""
        knots = with_tails(_sorted_quantiles(past, self.levels), np.array(self.levels))
        ends = row_wise_cdf(*knots, column(past, "y")[:, None] + np.array([-0.5, 0.5]))
        return FittedQuantile(list(self.levels), PitMap.fit(ends[:, 0], ends[:, 1]))


@dataclass(frozen=True)
class FittedQuantile(FittedDistribution):
    """Distributions from predicted quantiles, corrected where a correction was learnt."""

    levels: list[float]
    correction: PitMap | None

    @property
    def reads(self) -> list[str]:
        """The predicted quantiles."""
        return [quantile_column(level) for level in self.levels]

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Cumulative probabilities at the ends of the whole numbers' intervals, then the correction."""
        quantiles = _sorted_quantiles(rows, self.levels)
        values, levels = with_tails(quantiles, np.array(self.levels))
        outer = quantiles[:, -1] - quantiles[:, 0]
        points = reach(quantiles[:, -1], outer / 2) + 0.5
        raw = Predictive.of(row_wise_cdf(values, levels, points))
        return raw if self.correction is None else self.correction.apply(raw)


def _sorted_quantiles(rows: pl.DataFrame, levels: list[float]) -> Floats:
    names = [quantile_column(level) for level in levels]
    require_columns(rows, names)
    quantiles = np.sort(
        rows.select(pl.col(names).cast(pl.Float64).fill_null(float("nan"))).to_numpy(), axis=1
    )
    if np.isnan(quantiles).any():
        raise DataError(f"row {int(np.argmax(np.isnan(quantiles).any(axis=1)))} has no predicted quantiles")
    return quantiles
