"""Team names, as books, feeds and box scores write them -> the league's abbreviations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from nba_props.data.vocabulary.words import joined

TEAMS = {
    "ATL": ("Atlanta", "Hawks"), "BOS": ("Boston", "Celtics"), "BKN": ("Brooklyn", "Nets"),
    "CHA": ("Charlotte", "Hornets"), "CHI": ("Chicago", "Bulls"), "CLE": ("Cleveland", "Cavaliers"),
    "DAL": ("Dallas", "Mavericks"), "DEN": ("Denver", "Nuggets"), "DET": ("Detroit", "Pistons"),
    "GSW": ("Golden State", "Warriors"), "HOU": ("Houston", "Rockets"), "IND": ("Indiana", "Pacers"),
    "LAC": ("LA", "Clippers"), "LAL": ("Los Angeles", "Lakers"), "MEM": ("Memphis", "Grizzlies"),
    "MIA": ("Miami", "Heat"), "MIL": ("Milwaukee", "Bucks"), "MIN": ("Minnesota", "Timberwolves"),
    "NOP": ("New Orleans", "Pelicans"), "NYK": ("New York", "Knicks"), "OKC": ("Oklahoma City", "Thunder"),
    "ORL": ("Orlando", "Magic"), "PHI": ("Philadelphia", "76ers"), "PHX": ("Phoenix", "Suns"),
    "POR": ("Portland", "Trail Blazers"), "SAC": ("Sacramento", "Kings"), "SAS": ("San Antonio", "Spurs"),
    "TOR": ("Toronto", "Raptors"), "UTA": ("Utah", "Jazz"), "WAS": ("Washington", "Wizards"),
}  # fmt: skip
"""The league's teams: abbreviation -> city and nickname."""

CODES = {
    "GS": "GSW", "NO": "NOP", "NOR": "NOP", "NY": "NYK", "SA": "SAS", "SAN": "SAS", "PHO": "PHX",
    "BRK": "BKN", "BK": "BKN", "CHO": "CHA", "UTAH": "UTA", "UTH": "UTA", "WSH": "WAS", "PHL": "PHI",
    "GOS": "GSW",
}  # fmt: skip
"""Other abbreviations of today's teams, such as Basketball-Reference's and ESPN's."""

NAMES = {
    "Los Angeles Clippers": "LAC", "LA Lakers": "LAL", "L.A. Clippers": "LAC", "L.A. Lakers": "LAL",
    "Philadelphia Sixers": "PHI", "Sixers": "PHI", "Blazers": "POR", "Cavs": "CLE", "Mavs": "DAL",
    "Wolves": "MIN", "T-Wolves": "MIN", "Pels": "NOP", "Dubs": "GSW", "Grizz": "MEM", "Philly": "PHI",
    "Charlotte Bobcats": "CHA", "Bobcats": "CHA", "New Jersey Nets": "NJN", "Seattle SuperSonics": "SEA",
    "Vancouver Grizzlies": "VAN", "New Orleans Hornets": "NOH", "New Orleans/Oklahoma City Hornets": "NOK",
    "Washington Bullets": "WAS",
}  # fmt: skip
"""Other names in use, and those of earlier years."""

SHARED_CITY = "Los Angeles"
"""A city that alone names no team."""


def team_codes(named_in_logs: Mapping[str, str], codes_in_logs: Iterable[str]) -> dict[str, str]:
    """Return the joined spelling (`words.joined`) of every known team name -> its abbreviation.

    Cities and nicknames name a team where they belong to one alone; the logs' own names come first.
    """
    known = {joined(f"{city} {nickname}"): code for code, (city, nickname) in TEAMS.items()}
    known |= {joined(nickname): code for code, (_, nickname) in TEAMS.items()}
    known |= {joined(city): code for code, (city, _) in TEAMS.items() if city not in (SHARED_CITY, "LA")}
    known |= {joined(alias): code for alias, code in (CODES | NAMES).items()}
    known |= {joined(code): code for code in (*TEAMS, *codes_in_logs)}
    return known | {joined(full): code for full, code in named_in_logs.items()}


def as_codes(names: pl.Series, codes: Mapping[str, str]) -> pl.Series:
    """Return the abbreviations of the teams that are meant; null where a name is none of them."""
    found = {name: codes.get(joined(name)) for name in names.drop_nulls().unique()}
    return names.replace_strict(found, default=None, return_dtype=pl.String)


def league_codes(codes: pl.Series) -> pl.Series:
    """Return the league's abbreviations for those of other publishers; what is unknown stays."""
    return codes.str.to_uppercase().replace(CODES)
