"""Rows without an outcome for everybody who may play in the next games, lined or not."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.matching.events import schedule, to_come
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.data.sources import Games

REASON = "on the roster of a team that plays next: row without outcome"


def roster_rows(games: Games, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return a row for each player of the last rosters of the teams of the next day with games of such teams.

    Args:
        games: with schedule and rosters.
        player_games: canonical, those that the lines know of included; none of them gets a second row.
        quality: gets the count.
    """
    last_day = player_games.filter(pl.col("minutes").is_not_null())["date"].max()
    if not isinstance(last_day, dt.date):
        return PLAYER_GAMES.empty()
    ahead = to_come(games.schedule, schedule(games.player_games), max(last_day, games.today or last_day))
    every = pl.concat(
        ahead.select("season", "game_id", "date", team=own, opponent=other, home=pl.lit(own == "home"))
        for own, other in (("home", "away"), ("away", "home"))
    )
    with_roster = every.join(games.rosters, on=["season", "team"], how="semi")
    sides = with_roster.filter(pl.col("date") == pl.col("date").min())
    told = games.schedule.select("game_id", "competition")
    rows = sides.join(_last_rosters(games.rosters), on=["season", "team"]).join(told, on="game_id")
    new = rows.join(player_games, on=PLAYER_GAME, how="anti").sort(PLAYER_GAME)
    quality.note(PLAYER_GAMES.name, REASON, new.height, dropped=False)
    return PLAYER_GAMES.conform(new)


def _last_rosters(rosters: pl.DataFrame) -> pl.DataFrame:
    """Return the players of the last look at each team of a season."""
    last = pl.col("seen_at") == pl.col("seen_at").max().over("season", "team")
    return rosters.filter(last).select("season", "team", "player_id", "player_name")
