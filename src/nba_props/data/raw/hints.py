"""Which of a file's columns may be meant, where one that we look for is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nba_props.errors import nearest

WORDS: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "date day game_date gameday event_date dt datum game_day",
        "player player_name name full_name athlete participant description",
        "player_id pid person_id athlete_id playerid id_player",
        "game_id gid event_id gameid match_id contest_id",
        "team tm team_abbreviation squad franchise club team_name abbreviation",
        "opponent opp rival versus vs against opponent_team",
        "home is_home at_home home_away location venue ha",
        "matchup match game fixture",
        "wl won win result res outcome",
        "min mp minutes mins minutes_played time_played",
        "pts points p points_scored",
        "reb trb rebounds boards total_rebounds rebs",
        "ast assists dimes a asts",
        "fg3m threes 3p 3pm three_pointers_made tpm x3p",
        "fg3a 3pa three_pointers_attempted tpa x3pa",
        "stl steals st",
        "blk blocks bs blks",
        "tov turnovers to turnover",
        "pf fouls personal_fouls",
        "fgm fg field_goals field_goals_made",
        "fga field_goals_attempted",
        "ftm ft free_throws free_throws_made",
        "fta free_throws_attempted",
        "oreb orb offensive_rebounds off_reb",
        "dreb drb defensive_rebounds def_reb",
        "line point points_line threshold prop_line total handicap",
        "bookmaker book sportsbook operator bookie site",
        "over_price over_odds over price_over odds_over over_line_price",
        "under_price under_odds under price_under odds_under",
        "timestamp last_update updated_at quoted_at time fetched_at snapshot",
        "game_time commence_time tip_off start_time tipoff starts_at",
        "market prop prop_type stat stat_type category",
        "home_team home_name host",
        "away_team visitor away_name guest visitor_team",
        "status current_status designation injury_status",
        "known_at reported_at published_at report_time",
        "position pos position_simple",
        "season year season_year",
    )
)
"""Groups of column names that mean the same."""


def normal(name: str) -> str:
    """Return a column name in lower case with single underscores: `Player Name` and `playerName` agree."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9+]+", "_", parted.lower()).strip("_")


def meanings(name: str, every: Sequence[str]) -> list[str]:
    """Return the names among `every` that mean the same as `name`."""
    wanted = normal(name)
    same = next((group for group in WORDS if wanted in group), frozenset({wanted}))
    return [other for other in every if normal(other) in same]


def suggestion(name: str, free: Sequence[str]) -> list[str]:
    """Return the columns among `free` that may be meant: of the same meaning first, then of like letters."""
    alike = nearest(normal(name), [normal(column) for column in free])
    by_letters = [column for column in free if normal(column) in alike]
    return list(dict.fromkeys([*meanings(name, free), *by_letters]))


def hint(names: Sequence[str], free: Sequence[str]) -> str:
    """Return the end of a message on missing columns: what may be meant, or what there is."""
    meant = {name: ", ".join(map(_one_line, suggestion(name, free)[:3])) for name in names}
    told = {name: found for name, found in meant.items() if found}
    if told:
        each = told.values() if len(names) == 1 else (f"{found} for {name}" for name, found in told.items())
        return f"did you mean {'; '.join(each)}?"
    others = ", ".join(map(_one_line, sorted(free)))
    return f"not read: {others}" if free else "all other columns are read as something else"


def _one_line(name: str) -> str:
    """Return a column's name as one line, which it is not where a spreadsheet broke it."""
    return " ".join(name.split())
