"""The sheets of an Excel workbook that have one header -> a table of text, where `openpyxl` is installed."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from nba_props.core.console import without_control
from nba_props.data.raw.columns import numbered
from nba_props.errors import DataError

Row = tuple[object, ...]
HOUR = 3600
"""Seconds. A column's clocks below two hours, one of them below one, are minutes and seconds (`mm:ss`): of
minutes typed as `34:12` and taken for hours most are above, and no day's games all begin past midnight."""


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name, with its cells by rows; the first row names the columns."""

    title: str
    rows: list[Row]

    @property
    def names(self) -> list[str]:
        """The names of the columns, as far as there are any."""
        names = [_text(cell) or "" for cell in self.rows[0]] if self.rows else []
        while names and not names[-1]:
            names.pop()
        return numbered(names)


def read_workbook(path: Path) -> pl.DataFrame:
    """Return the rows of the first sheet, and of all that have its columns, below each other as text.

    Raises:
        DataError: openpyxl is not installed, or the file is no workbook, is empty or names a column twice.
    """
    sheets = _alike(_sheets(path))
    names = sheets[0].names
    if not names:
        raise DataError(f"{path}: the first sheet is empty")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{path}, row 1: column {twice} is there {names.count(twice)} times")
    rows = [_padded(row, len(names)) for sheet in sheets for row in sheet.rows[1:]]
    columns = list(zip(*rows, strict=True))
    cells = dict(zip(names, map(_texts, columns), strict=True)) if columns else {}
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))


def unread_sheets(path: Path) -> list[str]:
    """Return the names of a workbook's sheets that are not read: they have other columns than the first.

    Raises:
        DataError: openpyxl is not installed, or the file is no workbook.
    """
    sheets = _sheets(path, last_row=1)
    read = _alike(sheets)
    return [sheet.title for sheet in sheets if sheet not in read and sheet.names]


def place_in(path: Path, record: int) -> str:
    """Return where a record of a workbook is: its row, and its sheet where several are read."""
    sheets = _alike(_sheets(path))
    left = record
    for sheet in sheets:
        height = len(sheet.rows) - 1
        if left < height and len(sheets) > 1:
            return f"sheet {sheet.title}, row {left + 2}"
        left -= height
    return f"row {record + 2}"


def _alike(sheets: Sequence[Sheet]) -> list[Sheet]:
    return [sheet for sheet in sheets if sheet.names == sheets[0].names]


def _padded(row: Row, width: int) -> Row:
    return row[:width] + (None,) * (width - len(row))


def _texts(cells: Row) -> list[str | None]:
    """Return a column as text, its clocks as minutes and seconds where they are that and not hours.

    Where they are not, but some have seconds, all are told with them: `0:34:00` beside `0:34:12` stays.
    """
    seconds = [_seconds(cell) for cell in cells if isinstance(cell, (dt.time, dt.timedelta))]
    if not seconds:
        return [_text(cell) for cell in cells]
    short = min(seconds) < HOUR and max(seconds) < 2 * HOUR
    exact = any(count % 60 for count in seconds)
    return [
        _clock(cell, short, exact) if isinstance(cell, (dt.time, dt.timedelta)) else _text(cell)
        for cell in cells
    ]


def _sheets(path: Path, last_row: int | None = None) -> list[Sheet]:
    try:
        import openpyxl
    except ImportError:
        raise DataError(
            f"{path}: workbooks need openpyxl; install it (pip install openpyxl), or save the sheet as CSV"
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise DataError(f"{path}: this is not a whole Excel workbook; it may be cut off") from None
    try:
        return [
            Sheet(str(sheet.title), list(sheet.iter_rows(max_row=last_row, values_only=True)))
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _text(cell: object) -> str | None:
    """Return a cell as a CSV file would have it: whole numbers without a point, days without midnight."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat() if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return without_control(str(cell))


def _clock(cell: dt.time | dt.timedelta, short: bool, exact: bool) -> str:
    """Return `34:12` as it was typed: a workbook takes it for hours and minutes, where it is not `short`."""
    minutes, rest = divmod(_seconds(cell), 60)
    if short:
        return f"{minutes}:{rest:02d}"
    shown = f"{minutes // 60}:{minutes % 60:02d}"
    return f"{shown}:{rest:02d}" if exact else shown


def _seconds(clock: dt.time | dt.timedelta) -> int:
    if isinstance(clock, dt.timedelta):
        return int(clock.total_seconds())
    return (clock.hour * 60 + clock.minute) * 60 + clock.second
