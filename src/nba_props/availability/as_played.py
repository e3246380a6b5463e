"""`availability=as_played`: who sat out, read off the box scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from nba_props.availability.base import WHO, Availability
from nba_props.core.component import component
from nba_props.data.dataset import Dataset


@component("availability", "as_played")
@dataclass
class AsPlayed(Availability):
    """Takes who did not play for who was known to be out: the best that a perfect report could do.

    Some of it was not known before tip-off, and players left on the bench count as out. Games that have not
    been played have nobody out.
    """

    label: ClassVar[str | None] = "who played (known only afterwards)"

    def out(self, data: Dataset) -> pl.DataFrame:
        """Players of the team by their latest game of the season who have no outcome on the team's date."""
        played = data.player_games.filter(pl.col("minutes").is_not_null()).select(
            "season", "team", "date", "player_id"
        )
        games = played.select("season", "team", "date").unique().sort("season", "team", "date")
        games = games.with_columns(pl.int_range(pl.len()).over("season", "team").alias("number"))
        return (
            _absences(played, games)
            .join(games, on=["season", "team", "number"])
            .select(*WHO, pl.lit(1.0).alias("p_out"))
            .sort(WHO)
        )


def _absences(played: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """One row per season, team, player and `number` of a team game between two games of the player.

    After his last game of the season he is out to its end.
    """
    following = pl.col("date").shift(-1).over("season", "player_id")
    season_end = pl.col("number").max().over("season", "team") + 1
    spells = (
        played.join(games, on=["season", "team", "date"])
        .sort("season", "player_id", "date", "team")
        .with_columns(following.alias("next"), season_end.alias("end"))
        .sort("next")
    )
    back = games.select("season", "team", pl.col("date").alias("next"), pl.col("number").alias("back"))
    spells = spells.join_asof(
        back.sort("next"), on="next", by=["season", "team"], strategy="forward", check_sortedness=False
    )
    returns = pl.when(pl.col("next").is_null()).then("end").otherwise(pl.col("back").fill_null(pl.col("end")))
    return (
        spells.with_columns(pl.int_ranges(pl.col("number") + 1, returns).alias("number"))
        .select("season", "team", "player_id", "number")
        .explode("number")
        .drop_nulls("number")
    )
