"""Logistic regression with coefficients of 0 or more: what Platt scaling and beta calibration share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.calibration.base import Prior
from nba_props.core.arrays import Floats
from nba_props.core.logistic import posterior_mode

EPSILON = 1e-12
"""Probabilities this near to 0 or 1 have their logarithms taken as if they were this far from it."""
WEAK = 1 / 2.5**2
"""Without a prior, coefficients are supposed to be normal around 0 with a standard deviation of 2.5.

Outcomes that are parted by their probabilities would otherwise have endless ones; two hundred that are not
move them by a hundredth. Source of the scale: Gelman, Jakulin, Pittau and Su, A Weakly Informative Default
Prior Distribution for Logistic and Other Regression Models, Annals of Applied Statistics 2, 2008.
"""
SPREAD = 0.25
"""Variance of a decided bet at even prices: what a player-game tells of the log-odds."""
TYPICAL = 0.06
"""Mean square of the log-odds of probabilities that are 6 points from even, as at lines."""


@dataclass(frozen=True)
class Logistic:
    """Coefficients, 0 or more, so that the fitted probability falls in no column."""

    coefficients: Floats
    intercept: float

    def predict(self, X: Floats) -> Floats:
        """Probabilities of columns [n, k]: [n]."""
        from scipy.special import expit

        return np.asarray(expit(X @ self.coefficients + self.intercept), np.float64)


def fit_rising(X: Floats, outcome: Floats, weight: Floats, prior: Prior | None = None) -> Logistic:
    """Return the most likely coefficients; a column whose coefficient would be below 0 is left out.

    That is how beta calibration is kept rising (Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017).
    Without any column left, the probability is the share of outcomes that came true.

    Args:
        X: columns [n, k], each the log-odds or a part of them.
        outcome, weight: [n].
        prior: what is supposed before any outcome; None for next to nothing.
    """
    width = X.shape[1]
    centre = np.full(width + 1, 0.0 if prior is None else prior.slope)
    precision = np.full(width + 1, WEAK if prior is None else prior.player_games * SPREAD * TYPICAL)
    centre[width], precision[width] = 0.0, 0.0 if prior is None else prior.player_games * SPREAD
    columns, kept = np.column_stack([X, np.ones(len(X))]), list(range(width))
    coefficients = np.zeros(width)
    while True:
        own = [*kept, width]
        found, _ = posterior_mode(
            columns[:, own], outcome, weight, centre=centre[own], precision=precision[own]
        )
        if not kept or found[:-1].min() >= 0:
            coefficients[kept] = found[:-1]
            return Logistic(coefficients, float(found[-1]))
        kept.pop(int(np.argmin(found[:-1])))


def fit_bent(p: Floats, outcome: Floats, weight: Floats, prior: Prior) -> Logistic:
    """Return the most likely coefficients of log p and -log (1 - p), each 0 or more, under a prior.

    What is supposed is that of a line in log-odds: of its slope, and of its level, which is the calibrated
    log-odds of 1/2. How far the line is bent about 1/2, by log (4p (1 - p)), is held to be 0 as the slope is
    held. So the prior is worth its player-games, which priors on the two columns one by one are not: the
    columns are far from 0 where log-odds are 0, and go together.

    Args:
        p, outcome, weight: [n].
        prior: what is supposed before any outcome.
    """
    true, false = logs(p)
    odds, bend = true - false, true + false + 2 * np.log(2)
    held = prior.player_games * SPREAD * TYPICAL
    level = prior.player_games * SPREAD

    def fitted(columns: list[Floats], centre: list[float], precision: list[float]) -> list[float]:
        found, _ = posterior_mode(
            np.column_stack([*columns, np.ones(len(p))]),
            outcome,
            weight,
            centre=np.array([*centre, 0.0]),
            precision=np.array([*precision, level]),
        )
        return [float(each) for each in found]

    slope, bent, shift = fitted([odds, bend], [prior.slope, 0.0], [held, held])
    if abs(bent) > slope:  # one of the two coefficients, slope + bent and slope - bent, is below 0
        side = 1.0 if bent > 0 else -1.0
        slope, shift = fitted([odds + side * bend], [prior.slope / 2], [2 * held])
        bent = side * slope
    if slope < 0:
        slope, bent, (shift,) = 0.0, 0.0, fitted([], [], [])
    return Logistic(np.array([slope + bent, slope - bent]), shift + 2 * np.log(2) * bent)


def logs(p: Floats) -> tuple[Floats, Floats]:
    """Log p and log (1 - p), finite: [n] each."""
    return np.log(np.maximum(p, EPSILON)), np.log(np.maximum(1 - p, EPSILON))
