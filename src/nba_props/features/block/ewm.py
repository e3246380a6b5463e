"""`block=ewm`: exponentially weighted means of the player's past games."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, filled, require
from nba_props.features.base import Block
from nba_props.features.history import History


@component("block", "ewm")
@dataclass
class Ewm(Block):
    """Means of all past games in which a game counts half as much as one `half_lives` games later."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])
    half_lives: list[int] = field(default_factory=lambda: [5, 20])

    def __post_init__(self) -> None:
        require(self, stats=filled, half_lives=each(at_least(1)))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_ewm_<half-life>`."""
        return history.by("player_id").latest(
            pl.col(stat).ewm_mean(half_life=half_life).forward_fill().alias(f"{stat}_ewm_{half_life}")
            for stat in history.stats(self.stats)
            for half_life in self.half_lives
        )
