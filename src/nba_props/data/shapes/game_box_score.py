"""The league's box scores: `BoxScoreTraditionalV3`, and the live ones of its content network.

The former holds no day: it is taken from the file's path, such as `2023-10-24/0022300061.json`.
"""

from __future__ import annotations

import re

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import opponent_by_rows, side_by_flag, with_empty
from nba_props.data.shapes.game_player_statistics import full_name
from nba_props.data.shapes.games import GameShape
from nba_props.errors import DataError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def complete(raw: RawTable) -> RawTable:
    """Put names together, and take the day from the file's path where the rows have none.

    Raises:
        DataError: nothing says on which day the game was.
    """
    found = raw.with_columns(full_name(raw))
    if "GAME_DATE" not in raw.headers[0] or found.frame["GAME_DATE"].null_count():
        day = DAY.findall(str(raw.files[0]))
        if not day:
            raise DataError(
                f"{raw.files[0]}: the box score does not say on which day the game was; keep it under a name "
                "or in a folder that does, such as 2023-10-24/0022300061.json"
            )
        found = found.with_columns(pl.lit(day[-1]).alias("GAME_DATE"))
    if "OPPONENT" not in raw.headers[0]:
        found = opponent_by_rows(found)
    return with_empty(side_by_flag(found))


SHAPE = GameShape(
    "box_score",
    "the league's box scores (BoxScoreTraditionalV3)",
    (
        Field(("GAME_ID", "gameId")),
        Field(("PLAYER_ID", "personId")),
        Field(("FIRST_NAME", "firstName")),
        Field(("FAMILY_NAME", "familyName")),
        Field(("TEAM_ABBREVIATION", "teamTricode")),
        Field(("HOME", "home", "homeAway")),
        Field(("OPPONENT", "opponentTricode"), required=False),
        Field(("GAME_DATE", "gameDate", "gameEt"), required=False),
        Field(("WL",), required=False),
        Field(("GAME_STATUS", "gameStatus", "gameStatusText"), required=False),
    ),
    complete,
)
