"""Reading CSV and Parquet files as text, so that what is wrong can be named by file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nba_props.core.console import CONTROL, without_control
from nba_props.data.files.find import is_json, is_parquet
from nba_props.data.files.json_tables import read_json
from nba_props.data.files.text import TableText, read_text
from nba_props.errors import DataError, did_you_mean

FILE, RECORD = "_file", "_record"
"""Columns added to raw tables: the position of the row's file, and of the row in it (from 0, no header)."""


@dataclass(frozen=True)
class Field:
    """A column that we look for: its possible names, best known first, and whether files must have it."""

    names: tuple[str, ...]
    required: bool = True

    @property
    def name(self) -> str:
        """The name under which the rest of the code and the column mapping know it."""
        return self.names[0]


@dataclass(frozen=True)
class Given:
    """A table in memory that takes the place of a file; its rows count from 0, as those of frames do."""

    name: str
    frame: pl.DataFrame

    def __str__(self) -> str:
        return self.name


Origin = Path | Given
"""Where a table comes from."""


@dataclass(frozen=True)
class RawTable:
    """Rows of one or more files as text columns under their expected names, and where each comes from."""

    frame: pl.DataFrame
    files: list[Origin]
    headers: list[dict[str, str]]
    """Expected names -> the file's, for each file."""
    columns: list[list[str]]
    """All names of each file."""

    def header(self, row: Mapping[str, object], column: str) -> str:
        """Return what the row's file calls the column."""
        return self.headers[int(str(row[FILE]))].get(column, column)

    def with_columns(self, columns: pl.Series | pl.Expr) -> RawTable:
        """Return the table with other cells in some columns."""
        return replace(self, frame=self.frame.with_columns(columns))

    def where(self, rows: pl.Expr) -> RawTable:
        """Return the rows for which the expression holds."""
        return replace(self, frame=self.frame.filter(rows))

    def place(self, row: Mapping[str, object]) -> str:
        """`file, row N`; N is the line that an editor shows (CSV) or the row counted from 1 (Parquet)."""
        path, record = self.files[int(str(row[FILE]))], int(str(row[RECORD]))
        return f"{path}, row {line_of(path, record)}"

    def error(self, row: Mapping[str, object], column: str, problem: str) -> DataError:
        """Return the error that names file, row, column and problem in one line."""
        return DataError(f"{self.place(row)}, column {self.header(row, column)}: {problem}")


def read_files(paths: Sequence[Origin], fields: Sequence[Field], mapping: Mapping[str, str]) -> RawTable:
    """Read the fields of all files, below each other, as text.

    `mapping` says for expected names what the files call them. Optional fields that a file lacks are null.

    Raises:
        DataError: a file cannot be read, is empty, or lacks a column.
    """
    headers, frames, columns = [], [], []
    for number, path in enumerate(paths):
        columns.append(_header(path))
        header = _resolve(path, columns[-1], fields, mapping)
        headers.append(header)
        frames.append(_read(path, header, fields).with_columns(pl.lit(number, pl.UInt16).alias(FILE)))
    return RawTable(pl.concat(frames), list(paths), headers, columns)


def line_of(path: Origin, record: int) -> int:
    """Return a record's first line: quoted line breaks make it differ from its number plus two."""
    if isinstance(path, Given):
        return record
    if is_parquet(path) or is_json(path):
        return record + 1
    text = read_text(path)
    starts = (line for number, (line, _) in enumerate(text.records()) if number == record + 1)
    return next(starts, record + 2 + text.skipped)


def _header(path: Origin) -> list[str]:
    """Return the names of the file's columns."""
    if isinstance(path, Given):
        return path.frame.columns
    if is_parquet(path):
        try:
            return list(pl.read_parquet_schema(path))
        except pl.exceptions.PolarsError:
            raise _cut_off(path) from None
    if is_json(path):
        return read_json(path).columns
    text = read_text(path)
    _check_last_line(path, text)
    return text.header


def _cut_off(path: Path) -> DataError:
    empty = path.stat().st_size == 0
    return DataError(
        f"{path}: the file is empty"
        if empty
        else f"{path}: this is not a whole Parquet file; it may be cut off"
    )


def _resolve(
    path: Origin, found: list[str], fields: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Map expected names to the file's names, for the fields that the file has."""
    header = {}
    for field in fields:
        wanted = (mapping[field.name],) if field.name in mapping else field.names
        name = _name(wanted, found)
        if name is not None:
            if found.count(name) > 1:
                raise DataError(f"{_top(path)}: column {name} is there {found.count(name)} times")
            header[field.name] = name
        elif field.required or field.name in mapping:
            mapped = f" (mapped from {field.name})" if field.name in mapping else ""
            raise DataError(
                f"{_top(path)}: column {wanted[0]}{mapped} is missing; {did_you_mean(wanted[0], found)}"
            )
    return header


def _name(wanted: Sequence[str], found: Sequence[str]) -> str | None:
    """Return the file's first column of a wanted name, whatever the case of its letters."""
    exact = next((name for name in wanted if name in found), None)
    folded = {name.strip().casefold(): name for name in reversed(found)}
    return exact or next((folded[name.casefold()] for name in wanted if name.casefold() in folded), None)


def _top(path: Origin) -> str:
    """Where the names of the columns are."""
    return str(path) if isinstance(path, Given) else f"{path}, row 1"


def _read(path: Origin, header: dict[str, str], fields: Sequence[Field]) -> pl.DataFrame:
    """Return the file's rows as text under the expected names; blank lines left out."""
    raw = _as_written(path, list(dict.fromkeys(header.values())))
    if raw.height == 0:
        what = "frame" if isinstance(path, Given) else "file"
        raise DataError(f"{path}: the {what} has a header but no rows")
    columns = [
        (pl.col(header[f.name]) if f.name in header else pl.lit(None, pl.String)).alias(f.name)
        for f in fields
    ]
    frame = raw.select(columns).with_row_index(RECORD)
    blank = pl.all_horizontal(pl.col(f.name).is_null() for f in fields)
    return frame.filter(~blank)


def _as_written(path: Origin, names: list[str]) -> pl.DataFrame:
    """Return the columns as text."""
    if isinstance(path, Given):
        return _text(path.frame.select(names))
    if is_json(path):
        return read_json(path).select(names)
    return _read_parquet(path, names) if is_parquet(path) else _read_csv(path, names)


def _read_csv(path: Path, names: list[str]) -> pl.DataFrame:
    text = read_text(path)
    try:
        frame = pl.read_csv(
            text.content.encode(), separator=text.delimiter, infer_schema=False, columns=names
        )
    except pl.exceptions.NoDataError:
        raise DataError(f"{path}: the file has a header but no rows") from None
    except pl.exceptions.PolarsError as error:
        raise _diagnose(path, text, error) from None
    return frame.select(names)


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


def _check_last_line(path: Path, text: TableText) -> None:
    """Refuse a file that was cut off: it ends in a record with too few fields."""
    last = text.content.rstrip("\n\r").rpartition("\n")[2]
    count = len(next(csv.reader([last], delimiter=text.delimiter), []))
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
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    if nested:
        raise DataError(f"{path}, column {nested[0]}: holds lists, not single values")
    return _text(frame)


def _text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns as text, in the form that they would have in a CSV file."""
    text = frame.select(_as_text(pl.col(n), dtype) for n, dtype in frame.schema.items())
    strings = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return text.with_columns(_without_control(text[name]) for name in strings)


def _without_control(column: pl.Series) -> pl.Series:
    if not column.str.contains(CONTROL.pattern).any():
        return column
    return column.replace({name: without_control(name) for name in column.drop_nulls().unique()})


def _as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime):
        in_utc = column.dt.convert_time_zone("UTC") if dtype.time_zone else column
        return in_utc.dt.to_string("%Y-%m-%dT%H:%M:%S" + ("Z" if dtype.time_zone else ""))
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String)
    return column.cast(pl.String)
