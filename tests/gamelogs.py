"""Canonical tables in the shapes that collectors save: nba_api's `LeagueGameLog`, and lines by event."""

from __future__ import annotations

import polars as pl

from nba_props.data.shapes.games import STATS
from nba_props.data.vocabulary.teams import TEAMS

FULL_NAMES = {code: f"{city} {nickname}" for code, (city, nickname) in TEAMS.items()}


def nba_api(player_games: pl.DataFrame) -> pl.DataFrame:
    """Game logs as `LeagueGameLog` has them."""
    at = pl.when("home").then(pl.lit("vs.")).otherwise(pl.lit("@"))
    return player_games.select(
        pl.format("2{}", pl.col("season").str.slice(0, 4)).alias("SEASON_ID"),
        PLAYER_ID="player_id",
        PLAYER_NAME="player_name",
        TEAM_ABBREVIATION="team",
        TEAM_NAME=pl.col("team").replace_strict(FULL_NAMES),
        GAME_ID="game_id",
        GAME_DATE=pl.col("date").cast(pl.String),
        MATCHUP=pl.format("{} {} {}", "team", at, "opponent"),
        WL=pl.col("won").replace_strict({True: "W", False: "L"}, return_dtype=pl.String),
        **{name: pl.col(column) for name, column in STATS.items()},
        PLUS_MINUS="plus_minus",
    )


def collected(prop_lines: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Lines with two teams, a quote time and decimal prices."""
    side = player_games.select("game_id", "player_id", "player_name", "team", "opponent", "home")
    home = pl.when("home").then("team").otherwise("opponent").replace_strict(FULL_NAMES)
    away = pl.when("home").then("opponent").otherwise("team").replace_strict(FULL_NAMES)
    stamp = "%Y-%m-%dT%H:%M:%S%.fZ"
    return prop_lines.join(side, on=["game_id", "player_id"], maintain_order="left").select(
        "player_name",
        pl.col("game_id").alias("event_id"),
        home_team=home,
        away_team=away,
        bookmaker="book",
        market="market",
        line="line",
        over_price="over_price",
        under_price="under_price",
        timestamp=pl.col("quoted_at").dt.to_string(stamp),
        game_time=pl.col("tip_off").dt.to_string(stamp),
    )
