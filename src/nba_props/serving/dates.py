"""The days that rows are about, as frames and requests write them."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.data import eastern
from nba_props.errors import DataError
from nba_props.serving.bundle import DATE

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
ALLOWED = f"a date from {FIRST_DAY} to {LAST_DAY}"


def day_of(written: object) -> dt.date | None:
    """Return the day of an ISO text, the US/Eastern one of a moment with a zone; None of anything else."""
    try:
        told = dt.datetime.fromisoformat(written) if isinstance(written, str) else None
        found = told and (eastern.league_day(told) if told.tzinfo else told.date())
    except (ValueError, OverflowError):
        return None
    return found if found is not None and FIRST_DAY <= found <= LAST_DAY else None


def days_of(values: pl.Series) -> pl.Series:
    """Return the days of a column, null where unknown: where it is null or blank.

    Moments with a zone are of their US/Eastern day, midnights too: what a row says does not hang on others.

    Raises:
        DataError: names the first row that tells no day.
    """
    values = _without_blanks(values)
    found = _days(values)
    wrong = values.is_not_null() & ~found.is_between(FIRST_DAY, LAST_DAY).fill_null(value=False)
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(f"row {row + 1}: {DATE}: {values[row]!r} must be {ALLOWED}, or null where unknown")
    return found


def _without_blanks(values: pl.Series) -> pl.Series:
    """Return texts with null for those that hold nothing, and all other columns as they are."""
    if values.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return values
    texts = values.cast(pl.String)
    return texts.set(texts.str.strip_chars() == "", None)


def _days(values: pl.Series) -> pl.Series:
    kind = values.dtype
    if not kind.is_temporal() or kind in (pl.Time, pl.Duration):
        return pl.Series(DATE, [day_of(value) for value in values], pl.Date)
    return values if kind == pl.Date else eastern.days_of(values)
