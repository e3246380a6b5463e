"""Whether probabilities are too sharp: the slope of outcomes on their log-odds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nba_props.core.arrays import Bools, Floats

STEPS = 50
CLIP = 1e-4


def calibration_slope(p: Floats, happened: Bools, groups: NDArray[np.generic]) -> tuple[float, float] | None:
    """Return the slope of a logistic regression of what happened on the log-odds of its probability.

    1 where probabilities are as spread as they should be; below 1 they are too far from the middle, at 0 they
    say nothing.
    Source: Cox, Two further applications of a model for binary regression, Biometrika 45, 1958.

    Args:
        p: probabilities [rows].
        happened: whether it did [rows].
        groups: rows of one group (a game date) depend on each other [rows].

    Returns:
        The slope and its standard error, robust to dependence within groups (the sandwich of Liang and Zeger,
        Biometrika 73, 1986); None where the probabilities do not vary, or what happened does not.
    """
    clipped = np.clip(p, CLIP, 1 - CLIP)
    X = np.column_stack([np.ones(len(p)), np.log(clipped / (1 - clipped))])
    if len(p) < 3 or np.ptp(X[:, 1]) == 0 or np.ptp(happened.astype(float)) == 0:
        return None
    beta = _fit(X, happened.astype(float))
    return None if beta is None else (float(beta[1]), _error(X, happened, beta, groups))


def _fit(X: Floats, y: Floats) -> Floats | None:
    """Newton's method; None where it does not converge (outcomes that the probabilities separate)."""
    beta = np.array([0.0, 1.0])
    for _ in range(STEPS):
        fitted = _logistic(X @ beta)
        step = np.linalg.solve(_information(X, fitted), X.T @ (y - fitted))
        beta = np.asarray(beta + np.clip(step, -2, 2))
        if np.abs(step).max() < 1e-10:
            return beta
    return None


def _error(X: Floats, happened: Bools, beta: Floats, groups: NDArray[np.generic]) -> float:
    fitted = _logistic(X @ beta)
    bread = np.linalg.inv(_information(X, fitted))
    _, group = np.unique(groups, return_inverse=True)
    scores = X * (happened - fitted)[:, None]
    sums = np.column_stack([np.bincount(group, scores[:, column]) for column in range(X.shape[1])])
    return float(np.sqrt((bread @ (sums.T @ sums) @ bread)[1, 1]))


def _information(X: Floats, fitted: Floats) -> Floats:
    weights = np.maximum(fitted * (1 - fitted), 1e-12)
    return (X * weights[:, None]).T @ X


def _logistic(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))
