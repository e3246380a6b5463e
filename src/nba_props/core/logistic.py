"""Logistic regression under a normal prior: the mode of the posterior, and the curvature about it."""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import Bools, Floats

STEPS = 50
"""Newton's method needs fewer than ten where the posterior is concave, as it is under a normal prior."""
CLOSE = 1e-10


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
    for _ in range(STEPS):
        p = expit(X @ beta)
        gradient = X.T @ (weight * (outcome - p)) - precision * (beta - centre)
        hessian = (X * (weight * p * (1 - p))[:, None]).T @ X + np.diag(precision)
        step = np.zeros(len(centre))
        step[found] = np.linalg.solve(hessian[np.ix_(found, found)], gradient[found])
        beta = beta + step
        if np.abs(step).max() < CLOSE:
            break
    return beta, np.linalg.inv(hessian)
