"""`devig=power`: the implied probabilities are the fair ones to a power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.pricing.devig._newton import root
from nba_props.pricing.devig.base import Devig


@component("devig", "power")
@dataclass
class Power(Devig):
    """Implied probabilities raised to the power k at which they sum to 1, solved to 1e-12.

    It takes more from long shots than from favourites, and never leaves the range from 0 to 1.
    Source: Vovk and Zhdanov, Prediction with Expert Advice for the Brier Game, JMLR 10, 2009; Clarke,
    Kovalchik and Ingram (see `multiplicative`).
    """

    def fair(self, implied: Floats) -> Floats:
        """pi^k."""
        return np.exp(self.exponent(implied)[:, None] * np.log(implied))

    def exponent(self, implied: Floats) -> Floats:
        """K [markets] of implied probabilities [markets, outcomes]; above 1 where there is an overround."""
        # The sum falls and is convex in k, so Newton's method may start wherever the sum exceeds 1: at 1, or
        # for a book below 100 % at 0.
        start = (implied.sum(axis=1, keepdims=True) >= 1).astype(np.float64)
        return root(_excess, np.log(implied), start)[:, 0]


def _excess(logs: Floats, k: Floats) -> tuple[Floats, Floats]:
    powers = np.exp(k * logs)
    return powers.sum(axis=1, keepdims=True) - 1, (powers * logs).sum(axis=1, keepdims=True)
