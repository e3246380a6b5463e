"""nba_api's `LeagueGameLog`, `PlayerGameLogs`, `LeagueGameFinder`: all players, the match-up in one cell."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.parsing import fail_where
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import HOME, ROAD, with_empty
from nba_props.data.shapes.games import GameShape

MATCHUP = r"^(\w+) (vs\.|@) (\w+)$"

SEASONS = (
    Field(("SEASON", "SEASON_YEAR"), required=False),
    Field(("SEASON_ID",), required=False),
    Field(("WL",), required=False),
    Field(("TEAM_NAME",), required=False),
)
"""What all of nba_api's logs say of a game."""


def with_match_up(raw: RawTable) -> RawTable:
    """Return the rows with opponent and side out of a match-up such as `DEN vs. LAL`.

    Raises:
        DataError: a match-up is none, or a result is neither W nor L.
    """
    parts = raw.frame["MATCHUP"].str.extract_groups(MATCHUP).struct.unnest()
    wrong = parts.to_series(0).is_null()
    fail_where(raw, wrong, "MATCHUP", "{value} is no match-up such as 'DEN vs. LAL' or 'DEN @ LAL'")
    side = pl.when(parts.to_series(1) == "vs.").then(pl.lit(HOME)).otherwise(pl.lit(ROAD))
    named = pl.select(side.alias("HOME"), parts.to_series(2).alias("OPPONENT"))
    return raw.with_columns(*named)


SHAPE = GameShape(
    "league",
    "nba_api's game logs",
    (
        Field(("GAME_ID", "Game_ID")),
        Field(("PLAYER_ID", "Player_ID")),
        *(Field((name,)) for name in ("GAME_DATE", "PLAYER_NAME", "TEAM_ABBREVIATION", "MATCHUP")),
        *SEASONS,
    ),
    lambda raw: with_empty(with_match_up(raw)),
)
