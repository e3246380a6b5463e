"""95 % intervals by a bootstrap over game dates.

Player-games of one evening share games, opponents and overtime, so rows are no independent draws; evenings
nearly are. Whole dates are drawn with replacement (Efron and Tibshirani, An Introduction to the Bootstrap,
1993, chapter 8.5: resample the independent unit). Every figure here is a ratio of two sums over rows, so each
resample only weighs daily sums by how often its dates were drawn: one product of a matrix and a vector.
On fewer than `LEAST_DATES` dates percentiles are too near to the estimate, and are moved away from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nba_props.core.arrays import Dates, Floats

Interval = tuple[float, float]

RESAMPLES = 10_000
LEVEL = 0.95
LEAST_DATES = 20
"""Dates from which percentiles are taken as they are.

A percentile interval of a mean of n dates is one of normal draws, 1.96 sqrt(1 - 1/n) standard errors wide,
where Student's t is due: of 95 % it holds 93 with 20 dates, 90 with 10, 80 with 4 and 50 with 2.
"""
_CHUNK = 2_000_000
"""Dates drawn at a time; bounds the memory used for drawing."""


@dataclass(frozen=True)
class DateBootstrap:
    """Resamples of a calendar: `counts` [resamples, dates] says how often each of `dates` was drawn.

    All figures of one evaluation share it, so that differences of them are paired.
    """

    dates: Dates
    counts: Floats = field(repr=False)

    @classmethod
    def of(cls, dates: Dates, seed: int, resamples: int = RESAMPLES) -> DateBootstrap:
        """Draw resamples of the distinct dates in `dates` [rows]; the same seed draws the same ones."""
        distinct = np.unique(dates)
        return cls(distinct, _draw(len(distinct), resamples, np.random.default_rng(seed)))

    def first(self, resamples: int) -> DateBootstrap:
        """Return first of its resamples: for many figures of which none needs its ends to the last digit."""
        return DateBootstrap(self.dates, self.counts[:resamples])

    def ratio(self, dates: Dates, above: Floats, below: Floats, level: float = LEVEL) -> Interval | None:
        """Return the interval of `above.sum() / below.sum()`; on few dates the ends are moved by `widening`.

        Args:
            dates: the date of each row [rows]; each must be in `self.dates`.
            above: a value per row [rows].
            below: a value per row [rows], not negative.
            level: the share of resamples inside.

        Returns:
            The lower and the upper end, in the unit of the ratio; None where `below` is above 0 on fewer than
            two dates, fewer than `level` of the resamples have a ratio, or there are no resamples.
        """
        held = len(np.unique(dates[below > 0]))
        if held < 2 or not len(self.counts):
            return None
        index = np.searchsorted(self.dates, dates)
        tops, bottoms = (self.sums(np.bincount(index, rows, len(self.dates))) for rows in (above, below))
        possible = bottoms > 0
        if possible.mean() < level:
            return None
        ratios = tops[possible] / bottoms[possible]
        low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
        if held >= LEAST_DATES:
            return float(low), float(high)
        estimate, factor = above.sum() / below.sum(), widening(held, level)
        low, high = (float(estimate + factor * (end - estimate)) for end in (low, high))
        # What is nowhere below zero has no ratio below it.
        return (max(low, 0.0) if (above >= 0).all() else low), high

    def sums(self, daily: NDArray[Any]) -> Floats:
        """Return the sum of each resample, from the sum of each date.

        Not by `@`: its threads wait for each other where other processes want the cores (ten times slower on
        a busy machine), and their number may change the last digit.
        """
        return np.asarray(np.einsum("rd,d->r", self.counts, daily))

    def mean(self, dates: Dates, values: Floats, level: float = LEVEL) -> Interval | None:
        """Return the interval of the mean of `values` [rows].

        The mean of paired differences is the difference of two means on the same rows: of the absolute errors
        of two models, the difference of their MAE.
        """
        return self.ratio(dates, values, np.ones(len(values)), level)

    def skill(self, dates: Dates, errors: Floats, reference: Floats, level: float = LEVEL) -> Interval | None:
        """Return the interval of 1 - MAE / reference MAE, from absolute errors on the same rows [rows]."""
        interval = self.ratio(dates, errors, reference, level)
        return None if interval is None else (1 - interval[1], 1 - interval[0])


def widening(dates: int, level: float = LEVEL) -> float:
    """Return how many times as far from the estimate the ends lie on so few dates, as Student's t asks for.

    1 from `LEAST_DATES` on. Below, percentiles are as far out as normal quantiles where those of t are due,
    and divide by n where the variance has n - 1 (Hesterberg, What Teachers Should Know about the Bootstrap,
    The American Statistician 69, 2015, who takes percentiles further out; of a few dates there are none
    beyond the largest of them). So are sandwich estimates of the dates' scores.

    Args:
        dates: two at least.
        level: of the interval.
    """
    from scipy.special import ndtri, stdtrit

    if dates >= LEAST_DATES:
        return 1.0
    inside = (1 + level) / 2
    return float(stdtrit(dates - 1, inside) / ndtri(inside) * np.sqrt(dates / (dates - 1)))


def _draw(n_dates: int, resamples: int, rng: np.random.Generator) -> Floats:
    """Multinomial counts [resamples, n_dates]: each row adds up to `n_dates`."""
    counts = np.zeros((resamples, n_dates))
    step = max(1, _CHUNK // max(1, n_dates))
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = rng.integers(0, n_dates, (rows, n_dates)) if n_dates else np.zeros((rows, 0), np.int64)
        cells = drawn + n_dates * np.arange(rows)[:, None]
        counts[start : start + rows] = np.bincount(cells.ravel(), minlength=rows * n_dates).reshape(rows, -1)
    return counts
