"""Weights of several predictions of one outcome, by non-negative least squares."""

from __future__ import annotations

from nba_props.core.arrays import Floats


def equal_weights(count: int) -> Floats:
    """Return the weights of so many predictions of which nothing is known yet."""
    import numpy as np

    return np.full(count, 1 / count)


def stacking_weights(predictions: Floats, y: Floats) -> Floats:
    """Weights, 0 or more and adding up to 1, of the weighted mean with the least squared error.

    Breiman, Stacked Regressions, Machine Learning 24, 1996, for the first condition. The second keeps a mean
    of unbiased predictions unbiased; it is one more equation of the least squares. A multiple of the weights
    multiplies all errors alike, so what is found, divided by its sum, is the constrained optimum itself.

    Args:
        predictions: out of fold: [rows, predictions].
        y: the outcomes: [rows], at least one.
    """
    import numpy as np
    from scipy.optimize import nnls

    errors = predictions - y[:, None]
    scale = float(np.sqrt((errors**2).sum(axis=0).mean()))
    if scale == 0:
        return equal_weights(predictions.shape[1])
    triangle = np.linalg.qr(errors / scale, mode="r")
    equations = np.vstack([triangle, np.ones(predictions.shape[1])])
    found, _ = nnls(equations, np.append(np.zeros(len(triangle)), 1.0))
    return np.asarray(found / found.sum(), dtype=np.float64)
