"""The ledger as a CSV file, change by change: what is exported and imported again is the same ledger."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nba_props.core.atomic import write_bytes
from nba_props.core.spreadsheet import inert_text, original_text
from nba_props.data.table import Column, Kind
from nba_props.errors import DataError, did_you_mean
from nba_props.live.bets import database
from nba_props.live.bets.changes import insert, read_changes
from nba_props.live.bets.columns import EVENTS, FIRST, MOMENT, Row, as_kept, rows_of
from nba_props.live.bets.ledger import BetLedger


def export(ledger: BetLedger, path: Path) -> int:
    """Write all changes into a CSV file; return how many.

    Numbers are written so that they are read as the same ones; no text is one that a spreadsheet would run.
    """
    rows = rows_of(ledger.history())
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(EVENTS.columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    write_bytes(path, buffer.getvalue().encode())
    return len(rows)


def take_over(ledger: BetLedger, path: Path) -> int:
    """Add the changes of a CSV file, those left out that are in the ledger; return how many were added.

    Raises:
        DataError: the file is no export, a cell holds what it may not, or a bet has another history here;
            nothing is added.
    """
    rows = list(_read(path))
    with database.writing(ledger.path) as connection:
        here = {row[:2]: row for row in rows_of(read_changes(connection))}
        new = []
        for number, row in rows:
            if row[:2] not in here:
                _check_next(f"{path}: row {number}", row, here)
                here[row[:2]] = row
                new.append(row)
            elif here[row[:2]] != row:
                raise DataError(
                    f"{path}: row {number}: {row[0]}: its change {row[1]} is another one in the ledger"
                )
        insert(connection, new)
    return len(new)


def _check_next(place: str, row: Row, here: Mapping[Row, Row]) -> None:
    """Refuse a change that does not follow what is there."""
    bet_id, change, kind = row[:3]
    if change > 1 and (bet_id, change - 1) not in here:
        raise DataError(f"{place}: {bet_id}: change {change - 1} is missing before {change}")
    if (change == 1) != (kind in FIRST):
        raise DataError(
            f"{place}, column kind: {kind}: a bet begins with {' or '.join(FIRST)}, and only once"
        )
    empty = [
        name for name, value in zip(EVENTS.columns, row, strict=True) if value is None and name in _NEEDED
    ]
    if change == 1 and empty:
        raise DataError(f"{place}, column {empty[0]}: must not be empty where a bet begins")
    if kind == "settle" and row[list(EVENTS.columns).index("result")] is None:
        raise DataError(f"{place}, column result: must not be empty where a bet is settled")


_LARGEST = 2**63 - 1
"""The largest whole number that SQLite keeps."""
_NEEDED = ("paper", "night", "player_name", "market", "side", "line", "book", "price", "stake")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return inert_text(value) if isinstance(value, str) else repr(value)


def _read(path: Path) -> Iterable[tuple[int, Row]]:
    """Yield the rows of a file with their numbers, the heading being row 1."""
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: is no CSV file: {error}") from None
    heading = lines[0] if lines else []
    missing = [name for name in EVENTS.columns if name not in heading]
    if missing:
        raise DataError(f"{path}: column {missing[0]} is missing; {did_you_mean(missing[0], heading)}")
    at = [heading.index(name) for name in EVENTS.columns]
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue  # spreadsheets and editors leave empty lines behind
        if len(line) != len(heading):
            raise DataError(f"{path}: row {number}: has {len(line)} cells, the heading {len(heading)}")
        cells = zip(EVENTS.columns.items(), (line[place] for place in at), strict=True)
        yield (
            number,
            tuple(_value(f"{path}: row {number}, column {name}", c, cell) for (name, c), cell in cells),
        )


def _value(place: str, column: Column, cell: str) -> object:
    """Return a cell's value as SQLite keeps it."""
    if cell == "":
        if not column.nullable:
            raise DataError(f"{place}: must not be empty")
        return None
    try:
        value = _PARSERS[column.kind](cell)
    except ValueError:
        raise DataError(f"{place}: {cell!r} is no {_WORDS[column.kind]}") from None
    if column.allowed is not None and value not in column.allowed:
        raise DataError(f"{place}: {cell!r} is not allowed (one of {', '.join(column.allowed)})")
    low, high = (-math.inf if column.low is None else column.low), (column.high or math.inf)
    if isinstance(value, int | float) and not low <= value <= high:
        raise DataError(f"{place}: {cell} is not allowed ({low:g} to {high:g})")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise DataError(f"{place}: {cell} is not allowed (up to {_LARGEST})")
    if isinstance(value, str) and "\0" in value:
        raise DataError(f"{place}: {value!a} is not allowed (no text holds U+0000)")
    return as_kept(value)


def _flag(cell: str) -> int:
    if cell not in ("0", "1"):
        raise ValueError(cell)
    return int(cell)


def _moment(cell: str) -> str:
    return dt.datetime.strptime(cell, MOMENT).strftime(MOMENT)  # noqa: DTZ007 - it is written in UTC


_PARSERS: dict[Kind, Callable[[str], object]] = {
    Kind.TEXT: original_text,
    Kind.ID: int,
    Kind.COUNT: int,
    Kind.NUMBER: float,
    Kind.FLAG: _flag,
    Kind.DAY: lambda cell: dt.date.fromisoformat(cell).isoformat(),
    Kind.UTC: _moment,
}
_WORDS = {
    Kind.TEXT: "text",
    Kind.ID: "whole number",
    Kind.COUNT: "whole number",
    Kind.NUMBER: "number",
    Kind.FLAG: "0 or 1",
    Kind.DAY: "day, such as 2024-03-01",
    Kind.UTC: "moment, such as 2024-03-01T22:00:00.000000Z",
}
