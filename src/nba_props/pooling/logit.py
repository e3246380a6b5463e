"""`pooling=logit`: log-odds of the model and of the price, added with weights that are learnt.

Source: Benter, Computer Based Horse Race Handicapping and Wagering Systems: A Report, in Efficiency of
Racetrack Betting Markets, 1994.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.core.component import component
from nba_props.core.logistic import posterior_mode
from nba_props.core.normal import NORMAL_95
from nba_props.core.rules import at_least, require
from nba_props.pooling.base import FittedPooling, Pooling, Weight, log_odds

PRICE_ALONE = (0.0, 0.0, 1.0)
"""Intercept, the model's weight and the price's, before anything was learnt."""
SPREAD = 0.25
"""Variance of a decided bet at even prices: what a player-game tells of the log-odds."""
TYPICAL = (1.0, 0.06, 0.06)
"""Mean squares of the constant and of log-odds that are 6 points from even, which is typical of both."""


@component("pooling", "logit")
@dataclass
class LogitPooling(Pooling):
    """logit p = a + b · logit p_model + c · logit p_price, shrunk towards the price alone: (0, 0, 1).

    The prior is worth `prior` player-games: as if so many with typical log-odds had been seen on which the
    price was right and the model said nothing more. Until something was learnt, the pool is the price. The
    model's weight is never below 0 in use; its estimate, which may be, says whether the model adds anything.
    """

    prior: float = 2000.0

    def __post_init__(self) -> None:
        require(self, prior=at_least(1))

    def fit(self, model: Floats, price: Floats, over: Floats, dates: Dates | None = None) -> FittedPooling:
        """Maximise the posterior; the interval is that of evenings (Liang and Zeger, Biometrika 73, 1986)."""
        known = ~(np.isnan(model) | np.isnan(price) | np.isnan(over))
        X = np.column_stack([np.ones(known.sum()), log_odds(model[known]), log_odds(price[known])])
        precision = self.prior * SPREAD * np.array(TYPICAL)
        asked = {"weight": np.ones(len(X)), "centre": np.array(PRICE_ALONE), "precision": precision}
        found, covariance = posterior_mode(X, over[known], **asked)
        if dates is not None and known.any():
            scores = X * (over[known] - 1 / (1 + np.exp(-(X @ found))))[:, None]
            covariance = _by_evening(scores, covariance, precision, dates[known])
        reach = NORMAL_95 * float(np.sqrt(covariance[1, 1]))
        used = found
        if found[1] < 0:
            used, _ = posterior_mode(X, over[known], **asked, free=np.array([True, False, True]))
        intercept, own, theirs = (float(value) for value in used)
        estimate = float(found[1])
        return LogitPool(
            intercept, own, theirs, estimate, estimate - reach, estimate + reach, float(known.sum())
        )


@dataclass(frozen=True)
class LogitPool(FittedPooling):
    """Three coefficients, and the unrestricted estimate of the model's one with the ends of its interval."""

    intercept: float
    model: float
    price: float
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    player_games: float = 0.0

    def pool(self, model: Floats, price: Floats) -> Floats:
        """Add the log-odds with their weights."""
        odds = self.intercept + self.model * log_odds(model) + self.price * log_odds(price)
        return np.asarray(1 / (1 + np.exp(-odds)))

    @property
    def weight(self) -> Weight | None:
        """The model's weight, where it was learnt."""
        if self.estimate is None or self.low is None or self.high is None:
            return None
        return Weight(self.estimate, self.low, self.high, self.player_games)


def _by_evening(scores: Floats, inverse: Floats, precision: Floats, dates: Dates) -> Floats:
    """Return the covariance of the mode where the outcomes of one date may depend on each other: [3, 3]."""
    _, evening = np.unique(dates, return_inverse=True)
    sums = np.zeros((evening.max() + 1, scores.shape[1]))
    np.add.at(sums, evening, scores)
    return np.asarray(inverse @ (sums.T @ sums + np.diag(precision)) @ inverse)
