"""Gathering what is nearly the same, so that a map is fitted as quickly to a season as to a week."""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import Floats, Integers

FURTHEST, CELLS = 14.0, 5600
"""Rows are gathered in so many equal parts of the log-odds up to this far from 0."""


def gathered(p: Floats, outcome: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """One row, of mean probability and summed weight, for rows of one outcome and nearly one probability.

    Args:
        p: between 0 and 1: [n].
        outcome: 0 or 1: [n].
        weight: above 0: [n].
    """
    cell = _cells(p) + CELLS * (outcome == 1)
    total = np.bincount(cell, weights=weight, minlength=2 * CELLS)
    mass = np.bincount(cell, weights=weight * p, minlength=2 * CELLS)
    filled = np.flatnonzero(total)
    came_true = (filled >= CELLS).astype(np.float64)
    return np.minimum(mass[filled] / total[filled], 1.0), came_true, np.asarray(total[filled], np.float64)


def _cells(p: Floats) -> Integers:
    """Return the part of the log-odds that each probability falls in: [n]."""
    with np.errstate(divide="ignore"):
        log_odds = np.clip(np.log(p) - np.log1p(-p), -FURTHEST, FURTHEST)
    part = (log_odds + FURTHEST) / (2 * FURTHEST) * CELLS
    return np.asarray(np.minimum(part, CELLS - 1), np.intp)
