"""Rows of files as text, so that what is wrong can be named by file, row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import NO_NAME, Field, Given, Origin, resolve
from nba_props.data.raw.find import is_excel, is_json, is_parquet
from nba_props.data.raw.opened import OpenTable, opened
from nba_props.data.raw.text import read_text
from nba_props.data.raw.workbooks import place_in
from nba_props.errors import DataError

FILE, RECORD = "_file", "_record"
"""Columns added to raw tables: the position of the row's file, and of the row in it (from 0, no header)."""


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

    def with_columns(self, *columns: pl.Series | pl.Expr) -> RawTable:
        """Return the table with further columns, or with other cells in some."""
        return replace(self, frame=self.frame.with_columns(columns))

    def select(self, columns: Sequence[str]) -> RawTable:
        """Return the table with these columns alone."""
        return replace(self, frame=self.frame.select(columns))

    def where(self, rows: pl.Expr | pl.Series) -> RawTable:
        """Return the rows for which the expression holds."""
        return replace(self, frame=self.frame.filter(rows))

    def place(self, row: Mapping[str, object]) -> str:
        """`file, row N`; N is the line that an editor shows (CSV) or the row counted from 1 (Parquet)."""
        path, record = self.files[int(str(row[FILE]))], int(str(row[RECORD]))
        if not isinstance(path, Given) and is_excel(path):
            return f"{path}, {place_in(path, record)}"
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
    return below_each_other([read_table(opened(path), fields, mapping) for path in paths])


def read_table(table: OpenTable, fields: Sequence[Field], mapping: Mapping[str, str]) -> RawTable:
    """Read the fields of one table as text; see `read_files`.

    Raises:
        DataError: it cannot be read, is empty, or lacks a column.
    """
    header = resolve(table.origin, table.columns, fields, mapping)
    frame = _read(table, header, fields).with_columns(pl.lit(0, pl.UInt16).alias(FILE))
    return RawTable(frame, [table.origin], [header], [table.columns])


def below_each_other(tables: Sequence[RawTable]) -> RawTable:
    """Return the rows of several tables with the same columns as one table."""
    frames, before = [], 0
    for table in tables:
        frames.append(table.frame.with_columns((pl.col(FILE) + before).cast(pl.UInt16)))
        before += len(table.files)
    return RawTable(
        pl.concat(frames),
        [path for table in tables for path in table.files],
        [header for table in tables for header in table.headers],
        [names for table in tables for names in table.columns],
    )


def without_headers(raw: RawTable, table: str, quality: QualityReport) -> RawTable:
    """Return the rows without those that repeat the header, as where files were put below each other."""
    of_files = [
        pl.all_horizontal(
            pl.col(FILE) == number,
            *(
                pl.col(name).eq_missing(pl.lit(written.strip()))
                for name, written in header.items()
                if not written.startswith(NO_NAME)
            ),
        )
        for number, header in enumerate(raw.headers)
    ]
    repeated = raw.frame.select(pl.any_horizontal(of_files).alias(FILE)).to_series()
    if not repeated.any():
        return raw
    quality.note(table, "the header, repeated", int(repeated.sum()))
    return raw.where(~repeated)


def line_of(path: Origin, record: int) -> int:
    """Return a record's first line: quoted line breaks make it differ from its number plus two."""
    if isinstance(path, Given):
        return record
    if is_parquet(path) or is_json(path):
        return record + 1
    text = read_text(path)
    starts = (line for number, (line, _) in enumerate(text.records()) if number == record + 1)
    return next(starts, record + 2 + text.skipped)


def _read(table: OpenTable, header: dict[str, str], fields: Sequence[Field]) -> pl.DataFrame:
    """Return the file's rows as text under the expected names; blank lines left out, empty cells null.

    Blanks around a cell are no part of it.

    An empty cell may be written in quotes, as by tools that quote every cell.
    """
    raw = table.rows(list(dict.fromkeys(header.values())))
    if raw.height == 0:
        what = "frame" if isinstance(table.origin, Given) else "file"
        raise DataError(f"{table.origin}: the {what} has a header but no rows")
    columns = [
        (
            pl.col(header[f.name]).str.strip_chars().replace("", None)
            if f.name in header
            else pl.lit(None, pl.String)
        ).alias(f.name)
        for f in fields
    ]
    frame = raw.select(columns).with_row_index(RECORD)
    blank = pl.all_horizontal(pl.col(f.name).is_null() for f in fields)
    return frame.filter(~blank)
