"""What pooling is: a component that learns how much a model's probability adds to the no-vig price's."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.core.serialization import Plain

EPSILON = 0.005
"""Probabilities this near to 0 or 1 have their log-odds taken as if they were this far from it.

At the line that the books agree on no honest probability is further out.
"""


@dataclass(frozen=True)
class Weight:
    """The model's weight with the ends of its 95 % interval, and how many player-games it was learnt from."""

    value: float
    low: float
    high: float
    player_games: float


class FittedPooling(Plain, ABC):
    """What fitting returns: from the model's and the price's probability to one.

    A frozen dataclass of numbers, so that it can be saved as plain data (`to_dict`, `from_dict`).
    """

    @abstractmethod
    def pool(self, model: Floats, price: Floats) -> Floats:
        """Pooled P(over) among outcomes that are no push: [n]; NaN where either is.

        Args:
            model: the calibrated probability of the model: [n].
            price: the no-vig probability of the quotes on offer, at the same line: [n].
        """

    @property
    def weight(self) -> Weight | None:
        """The model's weight, where it was learnt."""
        return None


@dataclass
class Pooling:
    """Base of `pooling=` options."""

    pools: ClassVar[bool] = True
    """Whether prices enter the probabilities at all."""

    def fit(self, model: Floats, price: Floats, over: Floats, dates: Dates | None = None) -> FittedPooling:
        """Learn from player-games, one row each, whose outcomes are known.

        Args:
            model: P(over) given no push, calibrated, as it was told before the outcome was known: [n].
            price: the no-vig probability at the same line, of quotes on offer at the moment of the bet: [n].
            over: 1 over, 0 under: [n]; rows with a NaN anywhere are passed over.
            dates: of the games: [n]. Player-games of one evening share games and overtime, so that intervals
                count evenings; without dates every player-game stands for itself.
        """
        raise NotImplementedError


def log_odds(p: Floats) -> Floats:
    """Return log (p / (1 - p)), finite; NaN stays NaN."""
    inside = np.clip(p, EPSILON, 1 - EPSILON)
    return np.asarray(np.log(inside) - np.log1p(-inside))
