"""The first sheet of an Excel workbook -> a table of text, where `openpyxl` is installed."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl

from nba_props.core.console import without_control
from nba_props.data.raw.columns import numbered
from nba_props.errors import DataError


def read_workbook(path: Path) -> pl.DataFrame:
    """Return the rows of the first sheet as text; its first row names the columns.

    Raises:
        DataError: openpyxl is not installed, or the file is no workbook, is empty or names a column twice.
    """
    rows = _rows(path)
    if not rows or not any(cell is not None for cell in rows[0]):
        raise DataError(f"{path}: the first sheet is empty")
    names = [_text(cell) or "" for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    names = numbered(names)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{path}, row 1: column {twice} is there {names.count(twice)} times")
    columns = list(zip(*(_padded(row, len(names)) for row in rows[1:]), strict=True))
    cells = dict(zip(names, map(list, columns), strict=True)) if columns else {}
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))


def _padded(row: tuple[object, ...], width: int) -> list[str | None]:
    cells = [_text(cell) for cell in row[:width]]
    return cells + [None] * (width - len(cells))


def _rows(path: Path) -> list[tuple[object, ...]]:
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
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _text(cell: object) -> str | None:
    """Return a cell as a CSV file would have it: whole numbers without a point, days without midnight."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat() if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, (dt.time, dt.timedelta)):
        return _clock(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return without_control(str(cell))


def _clock(cell: dt.time | dt.timedelta) -> str:
    """Return `34:12` as it was typed: a workbook takes it for hours and minutes."""
    seconds = cell.total_seconds() if isinstance(cell, dt.timedelta) else _seconds(cell)
    minutes, rest = divmod(int(seconds), 60)
    shown = f"{minutes // 60}:{minutes % 60:02d}"
    return f"{shown}:{rest:02d}" if rest else shown


def _seconds(clock: dt.time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second
