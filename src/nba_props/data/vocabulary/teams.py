"""Team names, as books, feeds and box scores write them -> the league's abbreviations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import polars as pl

from nba_props.data.seasons import first_years
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
    "GOS": "GSW", "NJ": "NJN",
}  # fmt: skip
"""Other abbreviations of teams, such as Basketball-Reference's and ESPN's."""

NAMES = {
    "Los Angeles Clippers": "LAC", "LA Lakers": "LAL", "L.A. Clippers": "LAC", "L.A. Lakers": "LAL",
    "Philadelphia Sixers": "PHI", "Sixers": "PHI", "Blazers": "POR", "Cavs": "CLE", "Mavs": "DAL",
    "Wolves": "MIN", "T-Wolves": "MIN", "Pels": "NOP", "Dubs": "GSW", "Grizz": "MEM", "Philly": "PHI",
    "Charlotte Bobcats": "CHA", "Bobcats": "CHA", "New Jersey Nets": "NJN", "Seattle SuperSonics": "SEA",
    "Vancouver Grizzlies": "VAN", "New Orleans Hornets": "NOH", "New Orleans/Oklahoma City Hornets": "NOK",
    "Washington Bullets": "WAS", "New Jersey": "NJN", "Seattle": "SEA", "SuperSonics": "SEA", "Sonics": "SEA",
    "Vancouver": "VAN", "Oklahoma City Hornets": "NOK",
}  # fmt: skip
"""Other names in use, and those of earlier years."""

ONE_TEAM = (("CHA", "CHH"), ("NOP", "NOH", "NOK"), ("BKN", "NJN"), ("OKC", "SEA"), ("MEM", "VAN"))
"""Abbreviations that a team, or teams of one name, have had, the latest first."""

MEANT = (("Hornets", "NOH", range(2002, 2013)), ("Oklahoma City", "NOK", range(2005, 2007)))
"""Names that meant another team in earlier seasons, by the years in which these began."""

SHARED_CITY = "Los Angeles"
"""A city that alone names no team."""


def team_codes(
    named_in_logs: Mapping[str, str],
    codes_in_logs: Iterable[str],
    in_seasons: Mapping[int, Collection[str]] | None = None,
) -> dict[str, str]:
    """Return the joined spelling (`words.joined`) of every known team name -> its abbreviation.

    Cities and nicknames name a team where they belong to one alone; the logs' own names come first. Where a
    name means another abbreviation in the season that begins in a year, `2007 hornets` is a key, too.

    Args:
        named_in_logs: full names -> abbreviations.
        codes_in_logs: the abbreviations of the logs.
        in_seasons: the first year of a season -> the abbreviations of its logs.
    """
    known = {joined(f"{city} {nickname}"): code for code, (city, nickname) in TEAMS.items()}
    known |= {joined(nickname): code for code, (_, nickname) in TEAMS.items()}
    known |= {joined(city): code for code, (city, _) in TEAMS.items() if city not in (SHARED_CITY, "LA")}
    known |= {joined(alias): code for alias, code in (CODES | NAMES).items()}
    known |= {joined(code): code for code in (*TEAMS, *sum(ONE_TEAM, ()), *codes_in_logs)}
    known |= {joined(full): code for full, code in named_in_logs.items()}
    return known | dict(_of_seasons(known, in_seasons or {}))


def _of_seasons(
    known: Mapping[str, str], in_seasons: Mapping[int, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the names that mean another abbreviation in a season than otherwise, with its first year."""
    meant = {(year, joined(name)): code for name, code, years in MEANT for year in years}
    yield from ((_in_season(*of_year), code) for of_year, code in meant.items())
    for year, there in in_seasons.items():
        for name, usual in known.items():
            code = meant.get((year, name), usual)
            others = next((team for team in ONE_TEAM if code in team), ())
            told = code if code in there else next((other for other in others if other in there), code)
            if told != usual:
                yield _in_season(year, name), told


def _in_season(year: int | None, name: str) -> str:
    return f"{year} {name}"


def as_codes(names: pl.Series, codes: Mapping[str, str], days: pl.Series | None = None) -> pl.Series:
    """Return the abbreviations of the teams that are meant; null where a name is none of them.

    Args:
        names: the cells.
        codes: as `team_codes` returns them.
        days: of the games; None: the names are read as those of today.
    """
    found = {name: codes.get(joined(name)) for name in names.drop_nulls().unique()}
    today = names.replace_strict(found, default=None, return_dtype=pl.String)
    if days is None or not any(" " in name for name in codes):
        return today
    written = pl.DataFrame({"year": first_years(days), "name": names, "code": today})
    pairs = written.select("year", "name").drop_nulls().unique().iter_rows()
    rows = [(year, name, codes.get(_in_season(year, joined(name)))) for year, name in pairs]
    schema = {"year": pl.Int32, "name": pl.String, "then": pl.String}
    then = pl.DataFrame(rows, schema=schema, orient="row")
    told = written.join(then, on=["year", "name"], how="left", maintain_order="left")
    return told.select(pl.coalesce("then", "code").alias(names.name)).to_series()


def league_codes(codes: pl.Series) -> pl.Series:
    """Return the league's abbreviations for those of other publishers; what is unknown stays."""
    return codes.str.to_uppercase().replace(CODES)
