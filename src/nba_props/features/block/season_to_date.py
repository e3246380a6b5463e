"""`block=season_to_date`: the player's season so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.features.base import Block
from nba_props.features.block._expressions import so_far
from nba_props.features.history import History


@component("block", "season_to_date")
@dataclass
class SeasonToDate(Block):
    """Games played and means per game in the season of the row, before its date."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])

    def features(self, history: History) -> pl.DataFrame:
        """Columns `games_season` (0 before the first game) and `<stat>_mean_season` (null before it)."""
        games = pl.col("games").cast(pl.Int64).cum_sum()
        means = (
            so_far(pl.col(stat), pl.lit(1)).alias(f"{stat}_mean_season") for stat in history.stats(self.stats)
        )
        past = history.by("player_id", "season").latest(games.alias("games_season"), means)
        return past.with_columns(pl.col("games_season").fill_null(0))
