"""balldontlie's stats: each row names its team and, by their ids, both teams of the game.

Its JSON nests players, teams and games; tables of it have names such as `game.home_team_id`.
"""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.columns import Field
from nba_props.data.raw.parsing import fail_where
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import HOME, ROAD, opponent_by_rows, with_empty
from nba_props.data.shapes.game_player_statistics import full_name
from nba_props.data.shapes.games import GameShape


def _dotted(*path: str) -> tuple[str, ...]:
    """Return a nested name as JSON and as flat tables write it."""
    return (".".join(path), "_".join(path))


def complete(raw: RawTable) -> RawTable:
    """Find side and result by the teams' ids, and the opponent among the rows of the game."""
    ids = {name: raw.frame[name].str.replace(r"\.0$", "") for name in ("TEAM_ID", "HOME_ID", "VISITOR_ID")}
    at_home = ids["TEAM_ID"] == ids["HOME_ID"]
    strange = ~(at_home | (ids["TEAM_ID"] == ids["VISITOR_ID"])).fill_null(False)
    fail_where(raw, strange, "TEAM_ID", "{value} is neither the home team's id nor the visitor's")
    scores = raw.frame.select(pl.col("HOME_SCORE", "VISITOR_SCORE").cast(pl.Float64, strict=False))
    ahead = scores["HOME_SCORE"] - scores["VISITOR_SCORE"]
    won = (ahead > 0) == at_home
    found = pl.select(
        pl.when(at_home).then(pl.lit(HOME)).otherwise(pl.lit(ROAD)).alias("HOME"),
        pl.when(ahead != 0).then(pl.when(won).then(pl.lit("W")).otherwise(pl.lit("L"))).alias("WL"),
        full_name(raw),
    )
    flag = raw.frame["COMPETITION"].str.strip_chars().str.replace(r"\.0$", "")
    postseason = flag.replace({"0": "false", "1": "true"}).alias("COMPETITION")
    return with_empty(opponent_by_rows(raw.with_columns(*found, postseason)))


SHAPE = GameShape(
    "balldontlie",
    "balldontlie's stats",
    (
        Field(("GAME_ID", *_dotted("game", "id"))),
        Field(("PLAYER_ID", *_dotted("player", "id"))),
        Field(("GAME_DATE", *_dotted("game", "date"))),
        Field(("FIRST_NAME", *_dotted("player", "first_name"), "first_name")),
        Field(("FAMILY_NAME", *_dotted("player", "last_name"), "last_name")),
        Field(("TEAM_ABBREVIATION", *_dotted("team", "abbreviation"))),
        Field(("TEAM_ID", *_dotted("team", "id"))),
        Field(("HOME_ID", *_dotted("game", "home_team_id"), "home_team_id")),
        Field(("VISITOR_ID", *_dotted("game", "visitor_team_id"), "visitor_team_id")),
        Field(("HOME_SCORE", *_dotted("game", "home_team_score")), required=False),
        Field(("VISITOR_SCORE", *_dotted("game", "visitor_team_score")), required=False),
        Field(("COMPETITION", *_dotted("game", "postseason")), required=False),
        Field(("GAME_STATUS", *_dotted("game", "status")), required=False),
    ),
    complete,
)
