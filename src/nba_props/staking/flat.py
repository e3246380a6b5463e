"""`staking=flat`: the same amount on every bet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import above, require
from nba_props.staking.base import Staking


@component("staking", "flat")
@dataclass
class Flat(Staking):
    """`stake` units of money on every bet, whatever the bankroll; the caps hold all the same.

    Example:
        >>> import numpy as np
        >>> Flat(stake=5.0).shares(np.array([0.6]), np.array([0.4]), np.array([1.9])).tolist()
        [0.005]
    """

    stake: float = 1.0

    compounds: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self, stake=above(0))

    def shares(self, p_win: Floats, p_lose: Floats, price: Floats) -> Floats:  # noqa: ARG002
        """Stake / bankroll at the start."""
        return np.full(len(price), self.stake / self.bankroll)
