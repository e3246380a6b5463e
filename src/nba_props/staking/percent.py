"""`staking=percent`: the same share of the bankroll on every bet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import above_up_to, require
from nba_props.staking.base import Staking


@component("staking", "percent")
@dataclass
class Percent(Staking):
    """`share` of the bankroll, as it stands at the start of the day, on every bet."""

    share: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self, share=above_up_to(0, 1))

    def shares(self, p_win: Floats, p_lose: Floats, price: Floats) -> Floats:  # noqa: ARG002
        """`share`."""
        return np.full(len(price), self.share)
