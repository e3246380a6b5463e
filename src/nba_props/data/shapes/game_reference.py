"""Basketball-Reference's game logs: `Tm`, `Opp`, an `@` between them, no ids of games and few of players."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import (
    HOME,
    ROAD,
    game_id_by_teams,
    name_by_file,
    player_id_by_name,
    result_by_word,
    side_by_flag,
    with_empty,
    with_league_codes,
)
from nba_props.data.shapes.games import GameShape

UNNAMED = ("", *(f"Unnamed: {position}" for position in range(3, 9)))
"""What the column with the `@` is called: nothing, or what pandas calls it."""


def complete(raw: RawTable) -> RawTable:
    """Find the side, and make up ids: of games by day and teams, of players by name."""
    teams = with_league_codes(raw)
    named = player_id_by_name(name_by_file(result_by_word(_with_side(teams))))
    return with_empty(game_id_by_teams(named))


def _with_side(raw: RawTable) -> RawTable:
    """`@` stands where the team is away, and nothing where it is at home."""
    if raw.headers[0]["HOME"] not in UNNAMED:
        return side_by_flag(raw)
    away = raw.frame["HOME"].str.strip_chars() == "@"
    side = pl.when(away.fill_null(False)).then(pl.lit(ROAD)).otherwise(pl.lit(HOME)).alias("HOME")
    return raw.with_columns(pl.select(side).to_series())


SHAPE = GameShape(
    "basketball_reference",
    "Basketball-Reference's game logs",
    (
        Field(("GAME_DATE", "Date", "Data")),
        Field(("TEAM_ABBREVIATION", "Tm", "Team")),
        Field(("OPPONENT", "Opp")),
        Field(("HOME", "Location", "HomeAway", "Home/Away", "HA", "Home", *UNNAMED)),
        Field(("PLAYER_NAME", "Player"), required=False),
        Field(("PLAYER_ID", "Player-additional", "player_slug", "slug"), required=False),
        Field(("GAME_ID",), required=False),
        Field(("WL", "Result", "Res", "W/L"), required=False),
        Field(("SEASON",), required=False),
    ),
    complete,
    marks=("TRB", "MP", "Tm"),
)
