"""Seasons by the calendar."""

from __future__ import annotations

import datetime as dt
import re

FIRST_MONTH = 7
"""Seasons begin in October and end in June; what is said in the months between is said of the next one."""
LATE_END = (dt.date(2020, 7, 1), dt.date(2020, 10, 31))
"""The season of 2019-20 was interrupted, and ended in October."""
SEASON = re.compile(r"\d{4}-\d{2}")
"""How a season is written."""


def season_on(day: dt.date) -> str:
    """Return the season that a day belongs to, such as 2023-24."""
    late = LATE_END[0] <= day <= LATE_END[1]
    year = day.year if day.month >= FIRST_MONTH and not late else day.year - 1
    return f"{year}-{(year + 1) % 100:02d}"
