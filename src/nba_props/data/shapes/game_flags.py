"""Tables of anybody's own: one row per player and game, with team, opponent and a home flag in columns."""

from __future__ import annotations

from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.game_parts import (
    game_id_by_teams,
    player_id_by_name,
    result_by_word,
    side_by_flag,
    with_empty,
    with_league_codes,
)
from nba_props.data.shapes.games import GameShape


def complete(raw: RawTable) -> RawTable:
    """Read sides and results, and make up ids where the table has none."""
    teams = with_league_codes(raw)
    return with_empty(game_id_by_teams(player_id_by_name(result_by_word(side_by_flag(teams)))))


SHAPE = GameShape(
    "flags",
    "a table with team, opponent and home flag",
    (
        Field(("GAME_DATE", "date", "game_day", "day")),
        Field(("PLAYER_NAME", "player", "name", "full_name")),
        Field(("TEAM_ABBREVIATION", "team", "tm", "team_abbr")),
        Field(("OPPONENT", "opp", "opponent_team", "opponent_abbreviation", "opponent_abbr", "opp_team")),
        Field(("HOME", "is_home", "home_away", "home_game", "location", "venue", "at_home")),
        Field(("PLAYER_ID", "pid"), required=False),
        Field(("GAME_ID", "gid"), required=False),
        Field(("WL", "won", "win", "result", "outcome"), required=False),
        Field(("SEASON",), required=False),
        Field(("SEASON_ID",), required=False),
        Field(("COMPETITION", "game_type", "season_type"), required=False),
        Field(("TEAM_NAME",), required=False),
    ),
    complete,
)
