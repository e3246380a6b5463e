"""How much of a run is computed."""

from __future__ import annotations

from enum import IntEnum


class RunScope(IntEnum):
    """How much of a run is computed; each scope holds all that the ones before it do.

    A trial of a sweep is asked for its objective alone; what is spared changes no figure.
    """

    ERRORS = 1
    """Errors of the predicted medians."""
    SCORES = 2
    """Whole distributions, and scores of them such as the CRPS."""
    PROBABILITIES = 3
    """Calibrated probabilities at the lines."""
    BETS = 4
    """Bets at the prices on offer."""
    FULL = 5
    """Intervals, segments and findings too."""
