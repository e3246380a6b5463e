"""Official reports that somebody has kept, as PDF or CSV, into the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from nba_props.data.files.report_names import STAMP, published
from nba_props.data.raw.opened import OpenTable, opened
from nba_props.data.store.store import DataStore
from nba_props.errors import DataError, SourceError
from nba_props.source import report_pdf
from nba_props.source.official_report import NAME
from nba_props.source.report_pdf import COLUMNS
from nba_props.source.reports import Published, Report, put

OTHERWISE = {"Game Time (ET)": "Game Time"}
"""Other names of columns."""


def is_official(path: Path) -> bool:
    """Tell whether a file is an official report: a PDF, or a table of its columns, its time in the name."""
    if path.suffix.lower() == ".pdf":
        return True
    if STAMP.search(path.name) is None:
        return False
    try:
        return not _lacking(opened(path))
    except DataError:
        return False


def bring(store: DataStore, path: Path, now: dt.datetime) -> Report:
    """Return a file's report, once it is in the store; when it was fetched is not known.

    Raises:
        DataError: it cannot be read, or its name does not say when it was published.
    """
    of = Published(path.name, str(path), _published(path), None)
    try:
        content = path.read_bytes()
        rows = report_pdf.table(content, str(path)) if path.suffix.lower() == ".pdf" else _csv(path)
        found = put(store, rows, of)
    except SourceError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{path}: cannot be read: {error.strerror or error}"
    else:
        store.keep_raw(NAME, path.name, content, now)
        return found
    raise DataError(problem)


def _published(path: Path) -> dt.datetime:
    moment = published(path)
    if moment is None:
        raise DataError(
            f"{path}: the name must say when it was published, such as Injury-Report_2024-03-01_05PM.pdf"
        )
    return moment


def _csv(path: Path) -> list[dict[str, str]]:
    table = opened(path)
    lacking = _lacking(table)
    if lacking:
        raise DataError(
            f"{path}, row 1: column {lacking[0]} is missing; an official report has {', '.join(COLUMNS)}"
        )
    names = _names(table)
    cells = table.rows([names[name] for name in COLUMNS]).rows()
    return [{name: cell or "" for name, cell in zip(COLUMNS, row, strict=True)} for row in cells]


def _names(table: OpenTable) -> dict[str, str]:
    """Return the file's names of columns by the official ones."""
    return {OTHERWISE.get(name, name): name for name in table.columns}


def _lacking(table: OpenTable) -> list[str]:
    """Return the columns of an official report that a table does not have."""
    return [name for name in COLUMNS if name not in _names(table)]
