"""From text to numbers, days and moments; the first cell that is not one is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from nba_props.data.eastern import EASTERN
from nba_props.data.raw.clocks import clocks, eastern_days, is_strange, is_untold, with_numeric_zones
from nba_props.data.raw.dates import FIRST, LAST, DateOrder, is_ambiguous, orders, to_days
from nba_props.data.raw.read import FILE, RawTable

EASTERN_NAMES = re.compile(r"(?:(?:[a-z_ ]|^)(?:Est|Et|EST|ET)|(?:[_ ]|^)(?:est|et|eastern)|^gameDate)$")
"""Columns whose clock is US/Eastern, though the league ends it in a false `Z`: gameDateTimeEst, gameEt."""
ONE_WAY = (
    "{value} is not a day that can be read in one way only, such as 2023-10-24: month or day may come first; "
    "say data.date_order=month or data.date_order=day"
)
TIME_ZONE = "data.time_zone"
"""The setting that says the zone of times that name none."""
STRANGE_ZONE = "{value} ends in no zone that is known, such as Z, UTC, +00:00, -0400 or ET"


@dataclass(frozen=True)
class Number:
    """What a column of numbers may hold: a closed range, whole numbers only, empty cells or not."""

    low: float
    high: float
    whole: bool = False
    empty: bool = True

    def allowed(self) -> str:
        """Return the allowed values in words."""
        kind = "a whole number " if self.whole else ""
        return f"{kind}{self.low:g} to {self.high:g}" + (" or empty" if self.empty else "")


def numbers(raw: RawTable, columns: Mapping[str, Number]) -> pl.DataFrame:
    """Return the columns as floats, in the order of the raw rows.

    Raises:
        DataError: a cell holds text, or a value that is not allowed.
    """
    cast = raw.frame.select(pl.col(n).cast(pl.Float64, strict=False) for n in columns)
    wrong = cast.select(_wrong(n, rule, raw.frame[n]).any().alias(n) for n, rule in columns.items())
    for name, rule in columns.items():
        if wrong[name].item():
            row = _first(raw, cast.select(_wrong(name, rule, raw.frame[name])).to_series())
            raise raw.error(row, name, _number_problem(row[name], rule))
    return cast


def days(
    raw: RawTable,
    column: str,
    empty: bool = False,
    otherwise: DateOrder = DateOrder.ask,
    zone: str | None = None,
    *,
    setting: str = TIME_ZONE,
) -> pl.Series:
    """Return the column as dates: of a moment with a zone the US/Eastern day, else the day that is written.

    Args:
        raw: the table.
        column: one of its columns.
        empty: whether cells may be empty.
        otherwise: what comes first in 10/11/2023, in files that do not tell.
        zone: that of clocks beside days where a cell names none; None where that is not known.
        setting: the one that says it.

    Raises:
        DataError: a cell is no day such as 2023-10-24 or 10/24/2023, or one without games, or nothing says in
            which zone its clock is, or what does says nothing that is known.
    """
    text = raw.frame[column]
    order = orders(text, raw.frame[FILE], otherwise)
    fail_where(raw, is_ambiguous(text, order), column, ONE_WAY)
    false = [n for n, header in enumerate(raw.headers) if EASTERN_NAMES.search(header.get(column, column))]
    cells = clocks(text.set(raw.frame[FILE].is_in(false), None), raw.frame[FILE])
    fail_where(raw, is_strange(cells), column, STRANGE_ZONE)
    if zone is None:
        fail_where(raw, is_untold(cells), column, _no_zone(setting))
    found = eastern_days(cells, to_days(text, order), zone or EASTERN)
    return _checked(raw, column, found, f"a day such as 2023-10-24, from {FIRST} to {LAST}", empty)


def with_iso_days(
    raw: RawTable, column: str, otherwise: DateOrder, zone: str | None, setting: str = TIME_ZONE
) -> RawTable:
    """Return the table with a column of days, if it has that, as text such as 2023-10-24; see `days`."""
    if column not in raw.frame.columns:
        return raw
    found = days(raw, column, empty=True, otherwise=otherwise, zone=zone, setting=setting)
    return raw.with_columns(found.dt.to_string("%Y-%m-%d").alias(column))


def moments(raw: RawTable, column: str, zone: str | None = None, empty: bool = False) -> pl.Series:
    """Return the column as moments in UTC.

    Args:
        raw: the table.
        column: one of its columns.
        zone: the zone of the column's clock where a cell names none; None where that is not known.
        empty: whether cells may be empty.

    Raises:
        DataError: a cell is no moment such as 2023-10-24T23:25:44Z or 2023-10-24 19:25, or nothing says in
            which zone it is.
    """
    text = _iso_moments(raw.frame[column])
    zoned = text.str.contains(r"[+-]\d\d:?\d\d$")
    local = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    if zone is None:
        fail_where(raw, local.is_not_null() & ~zoned, column, _no_zone(TIME_ZONE))
    else:
        clock = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        local = clock.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    utc = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us")
    both = utc.fill_null(local.dt.replace_time_zone("UTC"))
    return _checked(raw, column, both, "a moment such as 2023-10-24T23:25:44Z", empty)


def _iso_moments(text: pl.Series) -> pl.Series:
    """Write moments with T, seconds and a numeric zone: `2023-10-24 23:25Z` as 2023-10-24T23:25:00+00:00."""
    joined = text.str.strip_chars().str.replace(r"^(\d{4}-\d\d-\d\d) +", "${1}T")
    return with_numeric_zones(joined).str.replace(r"(T\d\d:\d\d)($|[+-])", "${1}:00${2}")


def filled(raw: RawTable, column: str) -> pl.Series:
    """Return the column as text without surrounding blanks.

    Raises:
        DataError: a cell is empty.
    """
    text = raw.frame[column].str.strip_chars()
    missing = text.is_null() | (text == "")
    if missing.any():
        raise raw.error(_first(raw, missing), column, "the cell is empty")
    return text


def fail_where(raw: RawTable, wrong: pl.Series, column: str, problem: str) -> None:
    """Raise for the first row at which `wrong` is true; `{value}` in the problem stands for the cell.

    Raises:
        DataError: any row is wrong.
    """
    if wrong.any():
        row = _first(raw, wrong)
        raise raw.error(row, column, problem.format(value=repr(row[column])))


def _wrong(name: str, rule: Number, text: pl.Series) -> pl.Expr:
    value = pl.col(name)
    given = pl.lit(text).is_not_null()
    bad = given & (value.is_null() | value.is_nan() | ~value.is_between(rule.low, rule.high))
    if rule.whole:
        bad = bad | (value != value.floor())
    return (bad if rule.empty else bad | ~given).fill_null(False)


def _no_zone(setting: str) -> str:
    return f"{{value}} names no time zone; end it in Z or +00:00, or say {setting}=America/New_York"


def _number_problem(cell: object, rule: Number) -> str:
    if cell is None:
        return "the cell is empty"
    try:
        float(str(cell))
    except ValueError:
        return f"{cell!r} is not a number"
    return f"{cell} is not allowed ({rule.allowed()})"


def _checked(raw: RawTable, column: str, parsed: pl.Series, what: str, empty: bool) -> pl.Series:
    text = raw.frame[column]
    fail_where(raw, parsed.is_null() & text.is_not_null(), column, f"{{value}} is not {what}")
    if not empty:
        fail_where(raw, text.is_null(), column, "the cell is empty")
    return parsed


def _first(raw: RawTable, wrong: pl.Series) -> dict[str, object]:
    return raw.frame.row(wrong.arg_max() or 0, named=True)
