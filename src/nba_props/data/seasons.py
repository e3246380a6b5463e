"""Seasons by the calendar."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

FIRST_MONTH = 7
"""Seasons begin in October and end in June; what is said in the months between is said of the next one."""
LATE_ENDS = {2020: dt.date(2020, 10, 31), 2021: dt.date(2021, 7, 31)}
"""Two seasons ended late: that of 2019-20 on 11 October, that of 2020-21, begun in December, on 20 July."""
LATEST_OPENING = (11, 6)
"""Month and day by which regular seasons have begun."""
LATE_OPENINGS = {1998: dt.date(1999, 2, 5), 2011: dt.date(2011, 12, 25), 2020: dt.date(2020, 12, 22)}
"""Seasons that began late: two after lockouts, one in the pandemic."""
LONGEST_BREAK = dt.timedelta(days=10)
"""Days without games within a season: the All-Star break has up to eight."""
SEASON = re.compile(r"\d{4}-\d{2}")
"""How a season is written."""
IN_NAME = re.compile(r"(?<!\d)(\d{4})-(?:\d\d)?(\d\d)(?![\d-])")
SEASON_ID = re.compile(r"[1-6]((?:19|20)\d\d)")
"""nba_api's number of a season: the kind of its games, its first year."""


def first_year(day: dt.date) -> int:
    """Return the year in which the season of a day began."""
    is_late = day <= LATE_ENDS.get(day.year, dt.date.min)
    return day.year if day.month >= FIRST_MONTH and not is_late else day.year - 1


def is_season(text: str) -> bool:
    """Tell whether a text is a season: a year and the last digits of the next one, such as 1999-00."""
    return SEASON.fullmatch(text) is not None and (int(text[:4]) + 1) % 100 == int(text[-2:])


def season_on(day: dt.date) -> str:
    """Return the season that a day belongs to, such as 2023-24."""
    return season_of(first_year(day))


def season_of(year: int) -> str:
    """Return the season that begins in a year."""
    return f"{year}-{(year + 1) % 100:02d}"


def opening(season: str, first: dt.date) -> dt.date:
    """Return the day by which a season had begun, where the first game that is known is of the day `first`.

    Logs may begin in the middle of it. Of what is written in another way than our seasons `first` is all that
    is known.
    """
    if not is_season(season):
        return first
    year = int(season[:4])
    return min(first, LATE_OPENINGS.get(year, dt.date(year, *LATEST_OPENING)))


def season_in(name: str) -> str | None:
    """Return the season that a file's name tells; a day such as `2023-10-20` is none."""
    found = (f"{first}-{last}" for first, last in IN_NAME.findall(name))
    return next(filter(is_season, found), None)


def to_seasons(text: pl.Series) -> pl.Series:
    """Return a column with `2023-24` in place of `2023-2024` and of nba_api's `22023`; other cells stay."""
    written = (
        text.str.strip_chars().str.replace(r"\.0$", "").str.replace(r"^(\d{4})-\d\d(\d\d)$", "${1}-${2}")
    )
    ids = {word: SEASON_ID.fullmatch(word) for word in written.drop_nulls().unique()}
    return written.replace({word: season_of(int(found[1])) for word, found in ids.items() if found})


def first_years(days: pl.Series) -> pl.Series:
    """Return the year in which each day's season began; null where the day is."""
    known = {day: first_year(day) for day in days.drop_nulls().unique()}
    return days.replace_strict(known, default=None, return_dtype=pl.Int32)
