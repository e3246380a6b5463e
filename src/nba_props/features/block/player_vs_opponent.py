"""`block=player_vs_opponent`: the player's past games against tonight's opponent."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import mean
from nba_props.features.history import History


@component("block", "player_vs_opponent")
@dataclass
class PlayerVsOpponent(Block):
    """Means of the player's last `window` games against the opponent, and how many there have been."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])
    window: int = 5

    def __post_init__(self) -> None:
        require(self, window=at_least(1))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `games_vs_opponent` (0 before the first) and `<stat>_vs_opponent_<n>` (null before it)."""
        past = history.by("player_id", "opponent").latest(
            pl.col("games").cast(pl.Int64).cum_sum().alias("games_vs_opponent"),
            (
                mean(pl.col(stat), self.window).alias(f"{stat}_vs_opponent_{self.window}")
                for stat in history.stats(self.stats)
            ),
        )
        return past.with_columns(pl.col("games_vs_opponent").fill_null(0))
