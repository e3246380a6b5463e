"""Continuous distributions given by a few quantiles: straight between them, exponential beyond the ends."""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import Floats

HALVINGS = 20
"""How often the probability beyond an end is halved before it is let go."""


def with_tails(values: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """Quantiles and their levels with exponential tails added.

    A tail's rate is that of the two outermost quantiles on its side, so a step in which the probability
    halves has the same length further out. Values never fall, and a step is never 0.

    Args:
        values: [..., m], ascending along the last axis, m >= 2.
        levels: [m], ascending, within (0, 1).

    Returns:
        values [..., m + 2 HALVINGS] and levels [m + 2 HALVINGS].
    """
    low = _halving(values[..., 1] - values[..., 0], levels[1] / levels[0])
    high = _halving(values[..., -1] - values[..., -2], (1 - levels[-2]) / (1 - levels[-1]))
    count = np.arange(1, HALVINGS + 1)
    below = values[..., :1] - low[..., None] * count[::-1]
    above = values[..., -1:] + high[..., None] * count
    shares = 0.5**count
    all_levels = np.concatenate([levels[0] * shares[::-1], levels, 1 - (1 - levels[-1]) * shares])
    return np.concatenate([below, values, above], axis=-1), all_levels


def _halving(step: Floats, ratio: float) -> Floats:
    """Return the length in which a tail's probability halves, if it falls by `ratio` over `step`."""
    return np.asarray(np.maximum(step, 1e-3) * np.log(2) / np.log(ratio))


def row_wise_cdf(values: Floats, levels: Floats, points: Floats) -> Floats:
    """Return the cumulative probability of each row's distribution at points: [n, points].

    Args:
        values: the quantiles of each row [n, m], ascending.
        levels: [m].
        points: the same for all rows [points], or each row's own [n, points].
    """
    points = np.broadcast_to(points, (len(values), points.shape[-1]))
    cdf = np.empty(points.shape)
    for i in range(len(values)):
        cdf[i] = np.interp(points[i], values[i], levels, left=0.0, right=1.0)
    return cdf
