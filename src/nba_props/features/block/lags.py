"""`block=lags`: the player's last games, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import between, filled, require
from nba_props.features.base import Block
from nba_props.features.history import History


@component("block", "lags")
@dataclass
class Lags(Block):
    """The values of the player's last `count` games, the latest first."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])
    count: int = 3

    def __post_init__(self) -> None:
        require(self, stats=filled, count=between(1, 100))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_lag_<n>`, n from 1, the last game before the row's date."""
        return history.by("player_id").latest(
            pl.col(stat).shift(n - 1).alias(f"{stat}_lag_{n}")
            for stat in history.stats(self.stats)
            for n in range(1, self.count + 1)
        )
