"""Days as publishers write them: ISO, `10/24/2023`, `OCT 24, 2023`, `20231024`, `2017-18-1017`."""

from __future__ import annotations

import datetime as dt
from enum import Enum

import polars as pl

from nba_props.core.wording import worded


class DateOrder(Enum):
    """What comes first in `10/11/2023`, where no other day of its file tells."""

    ask = "ask"
    """Unknown: such a file is refused."""
    month = "month"
    day = "day"


FIRST, LAST = dt.date(1946, 11, 1), dt.date(2100, 1, 1)
"""The league's first game, and a day that no schedule reaches."""
FORMATS = ("%Y-%m-%d", "%Y%m%d", "%b %d, %Y", "%a, %b %d, %Y", "%B %d, %Y")
"""Forms that can be read in one way only, tried in this order."""
OF_SEASON = r"^(\d{4})-\d\d-(\d\d)(\d\d)$"
"""The season, the month and the day."""
SLASHES = r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})"


def to_days(text: pl.Series, order: pl.Series | None = None) -> pl.Series:
    """Return the column as days; null where a cell is none, or one that the league cannot have played on.

    `order` says what comes first in each cell such as `10/11/2023`; None: what `orders` says of the column.
    """
    words = text.str.strip_chars().str.replace(r"[T ]\d{1,2}:\d\d.*$", "")
    tries = [words.str.to_date(form, strict=False) for form in FORMATS]
    tries += [_slashes(words, orders(words) if order is None else order), _of_season(words)]
    found = pl.DataFrame([day.alias(str(number)) for number, day in enumerate(tries)])
    day = found.select(pl.coalesce(pl.all())).to_series()
    return day.zip_with(
        day.is_between(FIRST, LAST).fill_null(False),
        pl.Series([None], dtype=pl.Date).new_from_index(0, day.len()),
    )


def orders(text: pl.Series, file: pl.Series | None = None, otherwise: DateOrder = DateOrder.ask) -> pl.Series:
    """Return what comes first in cells such as `10/11/2023`: `month`, `day`, or `ask` where nothing tells.

    A file is month first where it holds days that can be read so alone (a second number above 12), and day
    first where a first number is above 12; one that holds both or neither is as `otherwise` says.

    Args:
        text: the cells.
        file: the number of each cell's file; None: all are of one.
        otherwise: of files that do not tell.
    """
    first, second = _numbers(text.str.strip_chars())
    of_file = pl.lit(0) if file is None else file
    cells = pl.DataFrame({"first": first, "second": second}).with_columns(of_file.alias("file"))
    month_first, day_first = ((pl.col(name) > 12).any().over("file") for name in ("second", "first"))
    said = (
        pl.when(month_first & ~day_first)
        .then(pl.lit(DateOrder.month.value))
        .when(day_first & ~month_first)
        .then(pl.lit(DateOrder.day.value))
        .otherwise(pl.lit(otherwise.value))
    )
    return cells.select(said).to_series()


def is_ambiguous(text: pl.Series, order: pl.Series) -> pl.Series:
    """Whether cells such as `10/11/2023` do not tell the month from the day, nor does their file."""
    first, second = _numbers(text.str.strip_chars())
    return ((first <= 12) & (second <= 12) & (order == DateOrder.ask.value)).fill_null(value=False)


def _slashes(text: pl.Series, order: pl.Series) -> pl.Series:
    parts = text.str.extract_groups(SLASHES).struct.unnest()
    written = parts.select(pl.concat_str(pl.all(), separator="-")).to_series()
    cells = pl.DataFrame({"text": written, "order": order})
    forms = {DateOrder.month: "%m-%d-%Y", DateOrder.day: "%d-%m-%Y"}
    read = [
        pl.when(pl.col("order") == first.value).then(pl.col("text").str.to_date(form, strict=False))
        for first, form in forms.items()
    ]
    return cells.select(pl.coalesce(read)).to_series()


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
