"""How sure the figures of a ledger are: 95 % intervals by a bootstrap over game dates.

Bets of one evening share games, news and overtime, so evenings are drawn, not bets; see
`nba_props.evaluation.bootstrap`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.core.normal import NORMAL_95
from nba_props.evaluation.bootstrap import LEAST_DATES, LEVEL, DateBootstrap, Interval
from nba_props.ledger.daily import Daily
from nba_props.ledger.metrics import GAME_DATES


@dataclass(frozen=True)
class Uncertainty:
    """`intervals`: the 95 % intervals of metrics by name.

    `roi_above_zero`: the share of resamples in which the return is above 0; None without an interval.
    """

    intervals: dict[str, Interval]
    roi_above_zero: float | None

    @property
    def metrics(self) -> dict[str, float]:
        """The ends as `<metric>_low` and `<metric>_high`, and `betting_p_roi_above_0`."""
        ends = {
            f"{name}_{end}": value
            for name, interval in self.intervals.items()
            for end, value in zip(("low", "high"), interval, strict=True)
        }
        share = {} if self.roi_above_zero is None else {"betting_p_roi_above_0": self.roi_above_zero}
        return ends | share


def uncertainty(daily: Daily, bootstrap: DateBootstrap) -> Uncertainty:
    """Return the uncertainty of ROI, win rate and Sharpe ratio; see `interval_of_bets` for what has none.

    Args:
        daily: the ledger by day.
        bootstrap: resamples of a calendar that holds all its dates; share one among the figures of a run.
    """
    found = {
        "betting_roi": interval_of_bets(bootstrap, daily.dates, daily.profit, daily.staked),
        "betting_win_rate": interval_of_bets(bootstrap, daily.dates, daily.wins, daily.wins + daily.losses),
        "betting_sharpe_ratio": _interval(sharpe_ratios(daily, bootstrap)) if enough_dates(daily) else None,
    }
    intervals = {name: interval for name, interval in found.items() if interval is not None}
    sure = "betting_roi" in intervals
    return Uncertainty(intervals, roi_above_zero(daily, bootstrap) if sure else None)


def highest_roi(metrics: Mapping[str, float]) -> float | None:
    """Return the highest return per unit that a run's bets do not speak against; None where it made none.

    That is the upper end of the return's interval. Bets on too few dates for one may have come to 1.96
    standard errors more than they did, those of as many flat bets at fair prices: one unit at the price o
    has a variance of o - 1.

    Args:
        metrics: of the run, by name.

    Example:
        >>> highest_roi({"betting_roi": 0.02, "betting_roi_high": 0.05, "betting_n_bets": 900.0})
        0.05
        >>> few = {"betting_roi": 0.02, "betting_n_bets": 25.0, "betting_average_odds": 2.0}
        >>> round(highest_roi(few), 3)
        0.412
    """
    names = ("betting_roi", "betting_n_bets", "betting_average_odds")
    if "betting_roi_high" in metrics or not all(name in metrics for name in names):
        return metrics.get("betting_roi_high")
    roi, bets, odds = (metrics[name] for name in names)
    return roi + NORMAL_95 * math.sqrt((odds - 1) / bets) if bets > 0 and odds > 1 else None


def enough_dates(daily: Daily) -> bool:
    """Whether there are bets on `LEAST_DATES` dates, without which nothing is said of luck."""
    return int((daily.staked > 0).sum()) >= LEAST_DATES


def interval_of_bets(bootstrap: DateBootstrap, dates: Dates, above: Floats, below: Floats) -> Interval | None:
    """Return the interval of a ratio of what bets came to, as `DateBootstrap.ratio` does.

    None, too, where bets are on fewer than `LEAST_DATES` dates: a few that were nearly all won show less
    spread than there is, which Student's t does not make up for. Nor is there one where all resamples have
    the same ratio, as of bets that were all won at one price: no spread was seen, which is not to be sure.

    Args:
        bootstrap: resamples of a calendar that holds all `dates`.
        dates: of each row [rows].
        above: what the row came to [rows].
        below: what it is a share of [rows]; rows of 0 hold no bet.
    """
    if len(np.unique(dates[below > 0])) < LEAST_DATES:
        return None
    ends = bootstrap.ratio(dates, above, below)
    return None if ends is None or np.isclose(*ends, rtol=1e-9, atol=0) else ends


def sharpe_ratios(daily: Daily, bootstrap: DateBootstrap) -> Floats:
    """Return the annualised Sharpe ratio of each resample [resamples]; NaN where it has none."""
    at = np.searchsorted(bootstrap.dates, daily.dates)
    returns, there = np.zeros(len(bootstrap.dates)), np.zeros(len(bootstrap.dates))
    returns[at], there[at] = daily.returns, 1.0
    n, total, squares = (bootstrap.sums(values) for values in (there, returns, returns**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        variance = (squares - n * mean**2) / (n - 1)
        # What is left of equal returns after rounding is no spread.
        spread = np.where(variance > 1e-12 * squares / n, variance, np.nan)
        return np.asarray(mean / np.sqrt(spread) * math.sqrt(GAME_DATES))


def roi_above_zero(daily: Daily, bootstrap: DateBootstrap) -> float:
    """Return the share of resamples with bets whose profit is above 0; exactly 0 counts half."""
    index = np.searchsorted(bootstrap.dates, daily.dates)
    width = len(bootstrap.dates)
    profit, staked = (bootstrap.sums(np.bincount(index, w, width)) for w in (daily.profit, daily.staked))
    return float((np.sign(profit[staked > 0]) + 1).mean() / 2)


def _interval(values: Floats) -> Interval | None:
    known = values[np.isfinite(values)]
    if len(known) < LEVEL * len(values) or len(known) == 0:
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
