"""Logistic regression with coefficients of 0 or more: what Platt scaling and beta calibration share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats

EPSILON = 1e-12
"""Probabilities this near to 0 or 1 have their logarithms taken as if they were this far from it."""
PRIOR_SD = 2.5
"""Coefficients are supposed to be normal around 0 with this standard deviation.

Outcomes that are parted by their probabilities would otherwise have endless ones; two hundred that are not
move them by a hundredth. Source of the scale: Gelman, Jakulin, Pittau and Su, A Weakly Informative Default
Prior Distribution for Logistic and Other Regression Models, Annals of Applied Statistics 2, 2008.
"""

STEPS = 50
ENOUGH = 1e-10
"""What a last step may take off the loss; it leaves an error of about the square of that."""


@dataclass(frozen=True)
class Logistic:
    """Coefficients, 0 or more, so that the fitted probability falls in no column."""

    coefficients: Floats
    intercept: float

    def predict(self, X: Floats) -> Floats:
        """Probabilities of columns [n, k]: [n]."""
        from scipy.special import expit

        return np.asarray(expit(X @ self.coefficients + self.intercept), np.float64)


def fit_rising(X: Floats, outcome: Floats, weight: Floats) -> Logistic:
    """Return the most likely coefficients; a column whose coefficient would be below 0 is left out.

    That is how beta calibration is kept rising (Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017).
    Without any column left, the probability is the share of outcomes that came true.
    """
    kept = list(range(X.shape[1]))
    coefficients = np.zeros(X.shape[1])
    while kept:
        *found, intercept = _most_likely(X[:, kept], outcome, weight)
        if min(found) >= 0:
            coefficients[kept] = found
            return Logistic(coefficients, float(intercept))
        kept.pop(int(np.argmin(found)))
    share = float(np.average(outcome, weights=weight))
    return Logistic(coefficients, float(np.log(share / (1 - share))))


def _most_likely(X: Floats, outcome: Floats, weight: Floats) -> Floats:
    """Return the coefficients of the columns and, last, the intercept, by Newton's method.

    A calibration is fitted for each date anew; general solvers take ten times as long for so few numbers.
    """
    from scipy.special import expit

    design = np.column_stack([X, np.ones(len(X))])
    prior = np.append(np.full(X.shape[1], PRIOR_SD**-2), 0.0)
    found = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = expit(design @ found)
        slope = design.T @ (weight * (p - outcome)) + prior * found
        curvature = (design * (weight * p * (1 - p))[:, None]).T @ design + np.diag(prior)
        step = np.linalg.solve(curvature, slope)
        gain = float(slope @ step)  # twice what the step takes off the loss, where that is a parabola
        found = found - _no_longer(step, found, lambda at: _loss(at, design, outcome, weight, prior))
        if gain <= ENOUGH:
            break
    return np.asarray(found)


def _no_longer(step: Floats, found: Floats, loss: Callable[[Floats], float]) -> Floats:
    """Return the step, halved until it does not make the loss larger."""
    most = loss(found)
    for _ in range(STEPS):
        if loss(found - step) <= most * (1 + EPSILON):
            break
        step = step / 2
    return step


def _loss(found: Floats, design: Floats, outcome: Floats, weight: Floats, prior: Floats) -> float:
    odds = design @ found
    return float(weight @ (np.logaddexp(0, odds) - outcome * odds) + prior @ found**2 / 2)


def logs(p: Floats) -> tuple[Floats, Floats]:
    """Log p and log (1 - p), finite: [n] each."""
    return np.log(np.maximum(p, EPSILON)), np.log(np.maximum(1 - p, EPSILON))
