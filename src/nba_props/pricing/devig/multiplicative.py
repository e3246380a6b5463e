"""`devig=multiplicative`: every outcome carries the same share of margin."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.pricing.devig.base import Devig


@component("devig", "multiplicative")
@dataclass
class Multiplicative(Devig):
    """Implied probabilities divided by their sum ("normalization").

    It leaves the favourite-longshot bias in: a long shot is given more than it wins.
    Source: Clarke, Kovalchik and Ingram, Adjusting Bookmaker's Odds to Allow for Overround, American Journal
    of Sports Science 5(6), 2017, 45-49.
    """

    def fair(self, implied: Floats) -> Floats:
        """Pi / sum(pi)."""
        scaled: Floats = implied / implied.sum(axis=1, keepdims=True)
        return scaled
