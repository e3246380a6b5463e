"""Reading and writing changes over an open connection."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from nba_props.errors import DataError
from nba_props.live.bets import database
from nba_props.live.bets.columns import BETS, EVENTS, Change, Row, as_kept, frame_of, moment


def read_bets(
    connection: sqlite3.Connection, where: str = "true", given: Row = (), as_of: dt.datetime | None = None
) -> pl.DataFrame:
    """Return what bets are now, or were at a moment, by night.

    Args:
        connection: to the ledger.
        where: a condition on columns of `BETS` or on other changes.
        given: values of its question marks.
        as_of: the moment.
    """
    all_changes = "SELECT * FROM changes"
    seen = all_changes if as_of is None else f"{all_changes} WHERE at <= ?"
    until = () if as_of is None else (moment(as_of),)
    columns = ", ".join(BETS.columns)
    now = f"SELECT {columns} FROM ({database.state(seen)})"  # noqa: S608
    query = f"{now} WHERE {where} ORDER BY night, recorded_at, bet_id"
    return frame_of(connection.execute(query, (*until, *given)), BETS)


def find_bet(connection: sqlite3.Connection, beginning: str) -> dict[str, Any]:
    """Return what a bet is now, by its id or the beginning of it.

    Raises:
        DataError: there is no such bet, or more than one.
    """
    if not beginning:
        raise DataError("the id of a bet is empty")
    ids = "SELECT bet_id FROM changes WHERE change = 1 AND substr(bet_id, 1, length(:beginning)) = :beginning"
    found = [bet_id for (bet_id,) in connection.execute(ids, {"beginning": beginning})]
    if beginning in found:
        found = [beginning]
    if len(found) != 1:
        what = f"{len(found)} bets begin so: {', '.join(sorted(found)[:3])}" if found else "no such bet"
        raise DataError(f"{beginning}: {what}; see nba-props bets list")
    return read_bets(connection, "bet_id = ?", (found[0],)).row(0, named=True)


def append(
    connection: sqlite3.Connection, kind: Change, now: dt.datetime, changes: Iterable[Mapping[str, Any]]
) -> None:
    """Write changes, each as the next one of its bet."""
    at = moment(now)
    rows = []
    for change in changes:
        last = "SELECT coalesce(max(change), 0) + 1 FROM changes WHERE bet_id = ?"
        (number,) = connection.execute(last, (change["bet_id"],)).fetchone()
        told = {**change, "change": number, "kind": kind.value, "at": at}
        rows.append(tuple(as_kept(told.get(name)) for name in EVENTS.columns))
    insert(connection, rows)


def insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Write changes as SQLite keeps them: the columns of `EVENTS`."""
    values = ", ".join("?" * len(EVENTS.columns))
    connection.executemany(f"INSERT INTO changes VALUES ({values})", rows)  # noqa: S608


def read_changes(connection: sqlite3.Connection) -> pl.DataFrame:
    """Return all changes in the order in which they were made: the columns of `EVENTS`."""
    columns = ", ".join(EVENTS.columns)
    rows = connection.execute(f"SELECT {columns} FROM changes ORDER BY rowid")  # noqa: S608
    return frame_of(rows, EVENTS)
