"""hoopR's player box scores: ESPN's ids and abbreviations, `home_away`, the season by the year it ends in."""

from __future__ import annotations

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import result_by_word, side_by_flag, with_empty
from nba_props.data.shapes.games import GameShape


def complete(raw: RawTable) -> RawTable:
    """Read sides and results."""
    return with_empty(result_by_word(side_by_flag(raw)))


SHAPE = GameShape(
    "hoopr",
    "hoopR's player box scores (ESPN)",
    (
        Field(("GAME_ID", "game_id")),
        Field(("PLAYER_ID", "athlete_id")),
        Field(("GAME_DATE", "game_date")),
        Field(("PLAYER_NAME", "athlete_display_name")),
        Field(("TEAM_ABBREVIATION", "team_abbreviation")),
        Field(("OPPONENT", "opponent_team_abbreviation")),
        Field(("HOME", "home_away")),
        Field(("WL", "team_winner"), required=False),
        Field(("COMPETITION", "season_type"), required=False),
    ),
    complete,
)
