"""Tables of every kind of file that we read: their columns at once, their rows as text when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from nba_props.core.console import CONTROL, without_control
from nba_props.core.spreadsheet import QUOTED
from nba_props.core.wording import worded
from nba_props.data.raw.columns import Given, Origin, numbered
from nba_props.data.raw.find import is_excel, is_json, is_parquet
from nba_props.data.raw.json_tables import read_json
from nba_props.data.raw.text import TableText, fields_of, read_text
from nba_props.data.raw.workbooks import read_workbook
from nba_props.data.vocabulary.words import NO_MINUTES
from nba_props.errors import DataError

MOST_CUT = 0.01
"""Share of short rows in a file up to which they may have been cut off; one always may."""


@dataclass(frozen=True)
class OpenTable:
    """A table whose columns are known; its rows are read when they are asked for."""

    origin: Origin
    columns: list[str]
    rows: Callable[[list[str]], pl.DataFrame]
    """From names of columns to these columns as text."""


def opened(origin: Origin) -> OpenTable:
    """Open a file, or take a frame as one; columns without a name are called `Unnamed: 5` by their place.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        return _with_names(_opened(origin))
    except OSError as error:
        raise DataError(f"{origin}: cannot be read: {error.strerror or error}") from None


def _opened(origin: Origin) -> OpenTable:
    if isinstance(origin, Given):
        return OpenTable(
            origin,
            [*origin.frame.columns, *origin.others],
            lambda names: _text(origin, origin.frame.select(names)),
        )
    if is_parquet(origin):
        return OpenTable(origin, _parquet_columns(origin), partial(_read_parquet, origin))
    if is_json(origin) or is_excel(origin):
        table = read_json(origin) if is_json(origin) else read_workbook(origin)
        return OpenTable(origin, table.columns, table.select)
    text = read_text(origin)
    _check_last_line(origin, text)
    return OpenTable(origin, numbered(text.header), partial(_read_csv, origin, text))


def _with_names(table: OpenTable) -> OpenTable:
    names = numbered(table.columns)
    if names == table.columns:
        return table
    theirs = dict(zip(names, table.columns, strict=True))

    def rows(wanted: list[str]) -> pl.DataFrame:
        return table.rows([theirs[name] for name in wanted]).rename({theirs[name]: name for name in wanted})

    return OpenTable(table.origin, names, rows)


def _parquet_columns(path: Path) -> list[str]:
    try:
        return list(pl.read_parquet_schema(path))
    except pl.exceptions.PolarsError:
        raise _cut_off(path) from None


def _cut_off(path: Path) -> DataError:
    empty = path.stat().st_size == 0
    return DataError(
        f"{path}: the file is empty"
        if empty
        else f"{path}: this is not a whole Parquet file; it may be cut off"
    )


def _read_csv(path: Path, text: TableText, names: list[str]) -> pl.DataFrame:
    every = numbered(text.header)
    places = sorted({*map(every.index, names), len(every) - 1})
    try:
        frame = pl.read_csv(
            text.content.encode(), separator=text.delimiter, infer_schema=False, columns=places
        )
    except pl.exceptions.NoDataError:
        raise DataError(f"{path}: the file has a header but no rows") from None
    except pl.exceptions.PolarsError as error:
        raise _diagnose(path, text, error) from None
    frame.columns = [every[place] for place in places]
    if frame[every[-1]].has_nulls():
        _check_records(path, text, every, frame.select(names))
    return frame.select(pl.col(names).str.replace(QUOTED, "${1}"))


def _diagnose(path: Path, text: TableText, error: Exception) -> DataError:
    """Return what makes a CSV file unreadable, by a slow second look at it."""
    records = text.records()
    _, names = next(records)
    try:
        for start, fields in records:
            if len(fields) > len(names):
                return DataError(
                    f"{path}, row {start}: {len(fields)} fields, but the header has {len(names)}"
                )
    except DataError as broken:
        return broken
    return DataError(f"{path}: cannot be read as CSV: {str(error).splitlines()[0][:200]}")


def _check_records(path: Path, text: TableText, every: list[str], read: pl.DataFrame) -> None:
    """Refuse a file with a few records that lack a column that is read and that no other record leaves empty.

    They were cut off: tools leave out empty cells at the end of records, and blocks of a file that are
    narrower than its header have many. A note between rows, and a row that ends in why somebody did not play,
    are whole.
    """
    few = max(1, int(MOST_CUT * read.height))
    short = text.short_records(few + 1)
    if len(short) > few:
        return
    given = read.filter(~pl.all_horizontal(pl.all().is_null()))
    for line, fields in short:
        if not any(fields[1:]) or re.match(NO_MINUTES, fields[-1].strip()):
            continue
        for name in every[len(fields) :]:
            lacking = sum(len(others) <= every.index(name) for _, others in short)
            if name in given.columns and given[name].null_count() <= lacking:
                raise DataError(
                    f"{path}, row {line}: {len(fields)} fields, but the header has {len(every)}: "
                    "the row is cut off"
                )


def _check_last_line(path: Path, text: TableText) -> None:
    """Refuse a file that was cut off: it ends in a record with too few fields."""
    last = text.content.rstrip("\n\r").rpartition("\n")[2]
    count = len(fields_of(last, text.delimiter))
    header = len(text.header)
    if 0 < count < header and last.count('"') % 2 == 0:
        line = text.content.rstrip("\n\r").count("\n") + 1 + text.skipped
        raise DataError(
            f"{path}, row {line}: {count} fields, but the header has {header}: the file is cut off"
        )


def _read_parquet(path: Path, names: list[str]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path, columns=names)
    except pl.exceptions.PolarsError:
        raise _cut_off(path) from None
    return _text(path, frame)


def _text(origin: Origin, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns as text, in the form that they would have in a CSV file.

    Raises:
        DataError: one of them holds what is no text.
    """
    return pl.DataFrame([_text_of(origin, column) for column in frame])


def _text_of(origin: Origin, column: pl.Series) -> pl.Series:
    if column.dtype.is_nested():
        raise DataError(f"{origin}, column {column.name}: holds lists, not single values")
    try:
        text = column.to_frame().select(_as_text(pl.col(column.name), column.dtype)).to_series()
    except pl.exceptions.PolarsError:
        raise DataError(
            f"{origin}, column {column.name}: holds {column.dtype}, which cannot be read as text"
        ) from None
    return _without_control(text) if column.dtype in (pl.String, pl.Binary) else text


def _without_control(column: pl.Series) -> pl.Series:
    if not column.str.contains(CONTROL.pattern).any():
        return column
    return column.replace({name: without_control(name) for name in column.drop_nulls().unique()})


def _as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime):
        in_utc = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
        return in_utc.dt.to_string("%Y-%m-%dT%H:%M:%S" + ("Z" if dtype.time_zone else ""))
    if isinstance(dtype, pl.Duration):  # of minutes
        seconds = (column.dt.total_milliseconds() + 500) // 1000
        return worded("{}:{}", seconds // 60, (seconds % 60).cast(pl.String).str.zfill(2))
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String)
    return column.cast(pl.String)
