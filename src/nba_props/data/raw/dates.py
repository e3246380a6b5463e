"""Days as publishers write them: ISO, `10/24/2023`, `OCT 24, 2023`, `20231024`, `2017-18-1017`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import polars as pl

from nba_props.core.wording import worded

Order = Literal["month", "day"]
"""What comes first in `10/11/2023`."""

FIRST, LAST = dt.date(1946, 11, 1), dt.date(2100, 1, 1)
"""The league's first game, and a day that no schedule reaches."""
FORMATS = ("%Y-%m-%d", "%Y%m%d", "%b %d, %Y", "%a, %b %d, %Y", "%B %d, %Y")
"""Forms that can be read in one way only, tried in this order."""
OF_SEASON = r"^(\d{4})-\d\d-(\d\d)(\d\d)$"
"""The season, the month and the day."""
SLASHES = r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})"


def to_days(text: pl.Series, order: Order | None = None) -> pl.Series:
    """Return the column as days; null where a cell is none, or one that the league cannot have played on.

    `10/24/2023` is read month first where the column holds days that can be read so alone (a second number
    above 12), and day first where the first number is above 12; a column that could be either stays unread,
    unless `order` says what comes first.
    """
    words = text.str.strip_chars().str.replace(r"[T ]\d{1,2}:\d\d.*$", "")
    tries = [words.str.to_date(form, strict=False) for form in FORMATS]
    tries += [_slashes(words, order), _of_season(words)]
    found = pl.DataFrame([day.alias(str(number)) for number, day in enumerate(tries)])
    day = found.select(pl.coalesce(pl.all())).to_series()
    return day.zip_with(
        day.is_between(FIRST, LAST).fill_null(False),
        pl.Series([None], dtype=pl.Date).new_from_index(0, day.len()),
    )


def is_ambiguous(text: pl.Series) -> bool:
    """Whether a column of days such as `10/11/2023` does not tell the month from the day."""
    first, second = _numbers(text.str.strip_chars())
    return first.is_not_null().any() and not (first > 12).any() and not (second > 12).any()


def _slashes(text: pl.Series, first_part: Order | None) -> pl.Series:
    first, second = _numbers(text)
    month_first, day_first = bool((second > 12).any()), bool((first > 12).any())
    if first_part is None and month_first != day_first:
        first_part = "month" if month_first else "day"
    parts = text.str.extract_groups(SLASHES).struct.unnest()
    if first_part is None:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, text.len())
    order = "%m-%d-%Y" if first_part == "month" else "%d-%m-%Y"
    return parts.select(pl.concat_str(pl.all(), separator="-").str.to_date(order, strict=False)).to_series()


def _of_season(text: pl.Series) -> pl.Series:
    """Read the days of a season: after 12 October they are of its first year, others of its second.

    The latest season ended on 11 October (2020), the earliest began on the 16th.
    """
    year, month, day = text.str.extract_groups(OF_SEASON).struct.unnest().cast(pl.Int32)
    late = (month * 100 + day) > 1012
    parts = pl.DataFrame({"year": year + (~late).cast(pl.Int32), "month": month, "day": day})
    written = parts.select(worded("{}-{}-{}", "year", "month", "day")).to_series()
    return written.str.to_date("%Y-%m-%d", strict=False)


def _numbers(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    parts = text.str.extract_groups(SLASHES).struct.unnest()
    return parts.to_series(0).cast(pl.Int32), parts.to_series(1).cast(pl.Int32)
