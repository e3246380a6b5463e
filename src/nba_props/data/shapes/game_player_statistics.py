"""`PlayerStatistics` as it is shared on Kaggle: first and family name, cities and nicknames, a home flag."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.parsing import filled
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import result_by_word, side_by_flag, team_by_name, with_empty
from nba_props.data.shapes.games import GameShape

NAMES = ("FIRST_NAME", "FAMILY_NAME")
TEAMS = {"TEAM": "TEAM_ABBREVIATION", "OPPONENT_TEAM": "OPPONENT"}


def full_name(raw: RawTable) -> pl.Series:
    """Return first and family name together; a player may have one alone."""
    parts = raw.frame.select(pl.concat_str(pl.col(NAMES).fill_null("").str.strip_chars(), separator=" "))
    return parts.to_series().str.strip_chars().replace("", None).alias("PLAYER_NAME")


def complete(raw: RawTable) -> RawTable:
    """Put names together and find the teams that cities and nicknames mean."""
    named = raw.with_columns(full_name(raw))
    for words, column in TEAMS.items():
        city, nickname = filled(named, f"{words}_CITY"), filled(named, f"{words}_NICKNAME")
        whole = pl.select(pl.concat_str(city, nickname, separator=" ").alias(column)).to_series()
        named = named.with_columns(whole)
        named = named.with_columns(team_by_name(named, column))
    return with_empty(result_by_word(side_by_flag(named)))


SHAPE = GameShape(
    "player_statistics",
    "Kaggle's PlayerStatistics",
    (
        Field(("GAME_ID", "gameId")),
        Field(("PLAYER_ID", "personId")),
        Field(("GAME_DATE", "gameDateTimeEst", "gameDate")),
        Field(("FIRST_NAME", "firstName")),
        Field(("FAMILY_NAME", "lastName", "familyName")),
        Field(("TEAM_CITY", "playerteamCity")),
        Field(("TEAM_NICKNAME", "playerteamName")),
        Field(("OPPONENT_TEAM_CITY", "opponentteamCity")),
        Field(("OPPONENT_TEAM_NICKNAME", "opponentteamName")),
        Field(("HOME", "home")),
        Field(("WL", "win"), required=False),
        Field(("COMPETITION", "gameType"), required=False),
    ),
    complete,
)
