"""The shapes in which game logs are published, and the columns under which all of them are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable

STATS = {
    "MIN": "minutes", "PTS": "points", "REB": "rebounds", "AST": "assists", "FG3M": "threes", "STL": "steals",
    "BLK": "blocks", "TOV": "turnovers", "PF": "fouls", "FGM": "fgm", "FGA": "fga", "FG3A": "fg3a",
    "FTM": "ftm", "FTA": "fta", "OREB": "oreb", "DREB": "dreb",
}  # fmt: skip
"""The box score as it is read -> in the canonical table. A row has all of it, or none (no outcome yet)."""

WORDS = {
    "MIN": ("minutes", "mp", "numMinutes", "mins", "minutes_played"),
    "PTS": ("points",),
    "REB": ("TRB", "rebounds", "reboundsTotal", "total_rebounds"),
    "AST": ("assists",),
    "FG3M": ("3P", "3PM", "threes", "three_point_field_goals_made", "threePointersMade"),
    "STL": ("steals",),
    "BLK": ("blocks",),
    "TOV": ("turnovers", "turnover", "TO"),
    "PF": ("fouls", "foulsPersonal", "personal_fouls"),
    "FGM": ("FG", "field_goals_made", "fieldGoalsMade"),
    "FGA": ("field_goals_attempted", "fieldGoalsAttempted"),
    "FG3A": ("3PA", "three_point_field_goals_attempted", "threePointersAttempted"),
    "FTM": ("FT", "free_throws_made", "freeThrowsMade"),
    "FTA": ("free_throws_attempted", "freeThrowsAttempted"),
    "OREB": ("ORB", "offensive_rebounds", "reboundsOffensive"),
    "DREB": ("DRB", "defensive_rebounds", "reboundsDefensive"),
}
"""The box score in other publishers' words."""

BOX = (
    *(Field((name, *WORDS[name])) for name in STATS),
    Field(("PLUS_MINUS", "plusMinusPoints", "+/-"), required=False),
)
"""The columns of the box score, whoever published it."""

ABOUT = (
    "GAME_ID", "PLAYER_ID", "GAME_DATE", "PLAYER_NAME", "TEAM_ABBREVIATION", "OPPONENT", "HOME", "WL",
    "SEASON", "SEASON_ID", "COMPETITION", "TEAM_NAME", "GAME_STATUS",
)  # fmt: skip
"""What stands beside the box score once a shape has completed its rows; all are text or empty."""

Completed = Callable[[RawTable], RawTable]
"""From rows as they were read to rows that have every column of `ABOUT`."""


@dataclass(frozen=True)
class GameShape:
    """A shape of game logs; `about` are its columns beside the box score."""

    name: str
    words: str
    about: tuple[Field, ...]
    complete: Completed
    marks: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns that are looked for."""
        return (*self.about, *BOX)


def shapes() -> dict[str, GameShape]:
    """Return the shapes by name, in the order in which they are tried."""
    from nba_props.data.shapes import (
        game_box_score,
        game_flags,
        game_hoopr,
        game_league,
        game_player,
        game_player_statistics,
        game_reference,
        game_teams,
    )

    modules = (
        game_league,
        game_player,
        game_player_statistics,
        game_hoopr,
        game_teams,
        game_box_score,
        game_reference,
        game_flags,
    )
    return {module.SHAPE.name: module.SHAPE for module in modules}


def every_field() -> tuple[Field, ...]:
    """Return the columns of all shapes."""
    return tuple(field for shape in shapes().values() for field in shape.fields)
