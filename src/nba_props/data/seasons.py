"""Seasons by the calendar."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

FIRST_MONTH = 7
"""Seasons begin in October and end in June; what is said in the months between is said of the next one."""
LATE_ENDS = {2020: dt.date(2020, 10, 31), 2021: dt.date(2021, 7, 31)}
"""Two seasons ended late: that of 2019-20 on 11 October, that of 2020-21, begun in December, on 20 July."""
SEASON = re.compile(r"\d{4}-\d{2}")
"""How a season is written."""


def first_year(day: dt.date) -> int:
    """Return the year in which the season of a day began."""
    is_late = day <= LATE_ENDS.get(day.year, dt.date.min)
    return day.year if day.month >= FIRST_MONTH and not is_late else day.year - 1


def is_season(text: str) -> bool:
    """Tell whether a text is a season: a year and the last digits of the next one, such as 1999-00."""
    return SEASON.fullmatch(text) is not None and (int(text[:4]) + 1) % 100 == int(text[-2:])


def season_on(day: dt.date) -> str:
    """Return the season that a day belongs to, such as 2023-24."""
    year = first_year(day)
    return f"{year}-{(year + 1) % 100:02d}"


def first_years(days: pl.Series) -> pl.Series:
    """Return the year in which each day's season began; null where the day is."""
    known = {day: first_year(day) for day in days.drop_nulls().unique()}
    return days.replace_strict(known, default=None, return_dtype=pl.Int32)
