"""Basketball-Reference's game logs: `Tm`, `Opp`, an `@` between them, no ids of games and few of players."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field, top
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
from nba_props.errors import DataError

UNNAMED = tuple(f"Unnamed: {position}" for position in range(13))
"""What a column without a name is called; one of them holds the `@`, others an index or the result."""


def complete(raw: RawTable) -> RawTable:
    """Find the side, and make up ids: of games by day and teams, of players by name."""
    teams = with_league_codes(raw)
    named = player_id_by_name(name_by_file(result_by_word(_with_side(teams))))
    return with_empty(game_id_by_teams(named))


def _with_side(raw: RawTable) -> RawTable:
    """`@` stands where the team is away, and nothing where it is at home.

    Raises:
        DataError: there is no column of nothing but `@` and empty cells.
    """
    if raw.headers[0]["HOME"] not in UNNAMED:
        return side_by_flag(raw)
    found = {name: raw.headers[0][name] for name in ("HOME", *UNNAMED) if name in raw.headers[0]}
    away = raw.frame.select((pl.col(name).str.strip_chars() == "@").fill_null(False) for name in found)
    empty = raw.frame.select(pl.col(name).fill_null("").str.strip_chars() == "" for name in found)
    fitting = [name for name in found if (away[name] | empty[name]).all()]
    if not fitting:
        told = ", ".join(dict.fromkeys(found.values()))
        raise DataError(
            f"{top(raw.files[0])}: no column tells home from away: none without a name ({told}) holds "
            "nothing but '@' and empty cells"
        )
    column = max(fitting, key=lambda name: away[name].any())
    side = pl.when(away[column]).then(pl.lit(ROAD)).otherwise(pl.lit(HOME)).alias("HOME")
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
        *(Field((name,), required=False) for name in UNNAMED),
    ),
    complete,
    marks=("TRB", "MP", "Tm"),
)
