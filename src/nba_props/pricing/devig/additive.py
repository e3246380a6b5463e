"""`devig=additive`: every outcome carries the same amount of margin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.pricing.devig.base import Devig


@component("devig", "additive")
@dataclass
class Additive(Devig):
    """Implied probabilities less an equal part of the overround.

    With three or more outcomes a long shot's part can exceed its implied probability. The result would be
    negative, so such a market has no probabilities by this method: its row is NaN. With two outcomes that
    cannot happen, and the method is Shin's.
    Source: Clarke, Kovalchik and Ingram (see `multiplicative`), who name both facts.
    """

    def fair(self, implied: Floats) -> Floats:
        """Pi - (sum(pi) - 1) / outcomes."""
        part = (implied.sum(axis=1, keepdims=True) - 1) / implied.shape[1]
        less: Floats = implied - part
        impossible = ((less <= 0) | (less >= 1)).any(axis=1, keepdims=True)
        return np.where(impossible, np.nan, less)
