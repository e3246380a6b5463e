"""Correcting a whole distribution by where past outcomes fell in theirs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.distribution.predictive import Predictive

LEVELS = (0.005, 0.995, 199)
"""The map is kept by where these shares of past outcomes lie (first, last, number); straight between them."""
PARTS = (0.05, 0.95, 10)
"""An outcome's probability is spread evenly over its own part of the transform, by these shares of it."""
PRIOR_ROWS = 100
"""The map is mixed with the identity, as if this many more outcomes had followed their distributions."""


@dataclass(frozen=True)
class PitMap:
    """A rising map of [0, 1] onto itself that makes the transforms of past outcomes uniform.

    A prediction P(outcome <= k) = F becomes the share of past outcomes whose transform did not exceed F.
    Source: Kuleshov, Fenner and Ermon, Accurate Uncertainties for Deep Learning Using Calibrated Regression,
    ICML 2018; for counts the transform that is not randomised: Czado, Gneiting and Held, Biometrics 65, 2009.
    """

    places: Floats
    levels: Floats
    """The map takes `places` to `levels`, both rising from 0 to 1."""

    @classmethod
    def fit(cls, below: Floats, up_to: Floats) -> PitMap:
        """Learn from what out-of-fold distributions said of the outcomes that followed.

        Args:
            below: P(outcome < y) of each row, at the outcome y that it had: [n].
            up_to: P(outcome <= y), likewise.
        """
        shares, parts = np.linspace(*LEVELS), np.linspace(*PARTS)
        seen = (below[:, None] + (up_to - below)[:, None] * parts).ravel()
        prior = (np.arange(PRIOR_ROWS) + 0.5) / PRIOR_ROWS
        places = np.quantile(np.concatenate([seen, *[prior] * len(parts)]), shares)
        places, at, count = np.unique(np.clip(places, 1e-9, 1 - 1e-9), return_index=True, return_counts=True)
        # Where many outcomes share a place, the map would be a step; it goes through its middle.
        levels = (shares[at] + shares[at + count - 1]) / 2
        return cls(np.concatenate([[0.0], places, [1.0]]), np.concatenate([[0.0], levels, [1.0]]))

    def apply(self, predictive: Predictive) -> Predictive:
        """Return the distributions, corrected."""
        return Predictive.of(np.interp(predictive.cdf, self.places, self.levels))
