"""Logistic regression under a normal prior: the mode of the posterior, and the curvature about it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nba_props.core.arrays import Bools, Floats

STEPS = 50
"""Newton's method needs fewer than ten where the posterior is concave, as it is under a normal prior."""
CLOSE = 1e-10
ROUNDING = 1e-12


def posterior_mode(
    X: Floats,
    outcome: Floats,
    weight: Floats,
    *,
    centre: Floats,
    precision: Floats,
    free: Bools | None = None,
    start: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return the most likely coefficients [k] and the posterior's Gaussian covariance about them [k, k].

    Args:
        X: columns, a constant among them where there is to be an intercept: [n, k].
        outcome: 0 or 1: [n].
        weight: of each row: [n].
        centre: the prior's means: [k].
        precision: the inverses of its variances: [k]; 0 where nothing is supposed.
        free: which coefficients are found; the others stay at their means: [k], all by default.
        start: where the search begins, such as a fit on nearly the same rows; the prior's means by default.
    """
    from scipy.special import expit

    beta = (centre if start is None else start).astype(np.float64)
    found = np.ones(len(centre), np.bool_) if free is None else free

    def loss(at: Floats) -> float:
        odds = X @ at
        return float(weight @ (np.logaddexp(0, odds) - outcome * odds) + precision @ (at - centre) ** 2 / 2)

    for _ in range(STEPS):
        p = expit(X @ beta)
        gradient = X.T @ (weight * (outcome - p)) - precision * (beta - centre)
        hessian = (X * (weight * p * (1 - p))[:, None]).T @ X + np.diag(precision)
        step = np.zeros(len(centre))
        step[found] = np.linalg.solve(hessian[np.ix_(found, found)], gradient[found])
        step = _no_further(step, beta, loss)
        beta = beta + step
        if np.abs(step).max() < CLOSE:
            break
    return beta, np.linalg.inv(hessian)


def _no_further(step: Floats, beta: Floats, loss: Callable[[Floats], float]) -> Floats:
    """Return the step, halved until it makes the loss no larger: far from the mode Newton's overshoots."""
    most = loss(beta)
    for _ in range(STEPS):
        if loss(beta + step) <= most * (1 + ROUNDING):
            break
        step = step / 2
    return step
