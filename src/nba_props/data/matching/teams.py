"""Team names, as books and feeds write them -> the abbreviations of the game logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nba_props.data.matching.names import plain

TEAMS = {
    "ATL": "Atlanta Hawks", "BOS": "Boston Celtics", "BKN": "Brooklyn Nets", "CHA": "Charlotte Hornets",
    "CHI": "Chicago Bulls", "CLE": "Cleveland Cavaliers", "DAL": "Dallas Mavericks", "DEN": "Denver Nuggets",
    "DET": "Detroit Pistons", "GSW": "Golden State Warriors", "HOU": "Houston Rockets",
    "IND": "Indiana Pacers",
    "LAC": "LA Clippers", "LAL": "Los Angeles Lakers", "MEM": "Memphis Grizzlies", "MIA": "Miami Heat",
    "MIL": "Milwaukee Bucks", "MIN": "Minnesota Timberwolves", "NOP": "New Orleans Pelicans",
    "NYK": "New York Knicks", "OKC": "Oklahoma City Thunder", "ORL": "Orlando Magic",
    "PHI": "Philadelphia 76ers", "PHX": "Phoenix Suns", "POR": "Portland Trail Blazers",
    "SAC": "Sacramento Kings", "SAS": "San Antonio Spurs", "TOR": "Toronto Raptors", "UTA": "Utah Jazz",
    "WAS": "Washington Wizards",
}  # fmt: skip
"""The league's teams: abbreviation -> full name."""

ALIASES = {
    "Los Angeles Clippers": "LAC", "LA Lakers": "LAL", "Philadelphia Sixers": "PHI",
    "Portland Trailblazers": "POR",
    "GS": "GSW", "NO": "NOP", "NY": "NYK", "SA": "SAS", "PHO": "PHX", "BRK": "BKN", "CHO": "CHA",
    "UTAH": "UTA", "WSH": "WAS",
}  # fmt: skip
"""Other spellings in use."""


def team_codes(named_in_logs: Mapping[str, str], codes_in_logs: Iterable[str]) -> dict[str, str]:
    """Plain spelling of every known team name -> its abbreviation; the logs' own names come first."""
    known = {plain(full): code for code, full in TEAMS.items()}
    known |= {plain(code): code for code in TEAMS}
    known |= {plain(alias): code for alias, code in ALIASES.items()}
    known |= {plain(code): code for code in codes_in_logs}
    return known | {plain(full): code for full, code in named_in_logs.items()}
