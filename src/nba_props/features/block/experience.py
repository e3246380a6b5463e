"""`block=experience`: how long the player has been around."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nba_props.core.component import component
from nba_props.features.base import Block
from nba_props.features.history import History


@component("block", "experience")
@dataclass
class Experience(Block):
    """Games and days since the player's debut in the data, and games for the team of the row."""

    def features(self, history: History) -> pl.DataFrame:
        """Columns `career_games`, `games_for_team` (0 before the first), `career_days` (null before it)."""
        games = pl.col("games").cast(pl.Int64).cum_sum()
        career = history.by("player_id").latest(
            games.alias("career_games"), pl.col("date").first().alias("debut")
        )
        team = history.by("player_id", "team").latest(games.alias("games_for_team"))
        since = (history.pregame["date"] - career["debut"]).dt.total_days().alias("career_days")
        counts = pl.concat([career.select("career_games"), team], how="horizontal").fill_null(0)
        return counts.with_columns(since)
