"""nba_api's `PlayerGameLog`: one player's games; the team is the first of the match-up."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_league import MATCHUP, SEASONS, with_match_up
from nba_props.data.shapes.game_parts import name_by_file, with_empty
from nba_props.data.shapes.games import GameShape


def complete(raw: RawTable) -> RawTable:
    """Take the team from the match-up, and the player's name from the file's where no column has it."""
    named = with_match_up(name_by_file(raw))
    team = named.frame["MATCHUP"].str.extract(MATCHUP, 1).alias("TEAM_ABBREVIATION")
    return with_empty(named.with_columns(pl.Series(team)))


SHAPE = GameShape(
    "player",
    "nba_api's game log of one player",
    (
        Field(("GAME_ID", "Game_ID")),
        Field(("PLAYER_ID", "Player_ID")),
        *(Field((name,)) for name in ("GAME_DATE", "MATCHUP")),
        Field(("PLAYER_NAME",), required=False),
        *SEASONS,
    ),
    complete,
)
