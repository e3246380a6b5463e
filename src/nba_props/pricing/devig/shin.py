"""`devig=shin`: the margin protects the book from bettors who know the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.pricing.devig._newton import root
from nba_props.pricing.devig.base import Devig


@component("devig", "shin")
@dataclass
class Shin(Devig):
    """The probabilities under which the book breaks even against a share z of insiders, solved to 1e-12.

    With two outcomes it equals `additive`. For a book below 100 % the formula still has its one solution, but
    z is then negative and means nothing.
    Source: Shin, Prices of State Contingent Claims with Insider Traders, and the Favourite-Longshot Bias,
    Economic Journal 102, 1992; Measuring the Incidence of Insider Trading, Economic Journal 103, 1993; solved
    for the probabilities as in Jullien and Salanie, Economic Journal 104, 1994.
    """

    def fair(self, implied: Floats) -> Floats:
        """(sqrt(z^2 + 4 (1 - z) pi^2 / sum(pi)) - z) / (2 (1 - z))."""
        z = self.insiders(implied)[:, None]
        squares = _scaled_squares(implied)
        # The formula with its numerator's difference resolved: exact for long shots too.
        return 2 * squares / (np.sqrt(z * z + 4 * (1 - z) * squares) + z)

    def insiders(self, implied: Floats) -> Floats:
        """Z [markets] of implied probabilities [markets, outcomes]: the share of insiders among bettors."""
        return root(_excess, _scaled_squares(implied), np.zeros((len(implied), 1)))[:, 0]


def _scaled_squares(implied: Floats) -> Floats:
    squares: Floats = implied * implied / implied.sum(axis=1, keepdims=True)
    return squares


def _excess(squares: Floats, z: Floats) -> tuple[Floats, Floats]:
    """2 (1 - z) (sum(p) - 1): convex in z, falling at 0; its other root is z = 1, which is none of ours."""
    outcomes = squares.shape[1]
    roots = np.sqrt(z * z + 4 * (1 - z) * squares)
    value = roots.sum(axis=1, keepdims=True) - 2 - (outcomes - 2) * z
    slope = ((z - 2 * squares) / roots).sum(axis=1, keepdims=True) - (outcomes - 2)
    return value, slope
