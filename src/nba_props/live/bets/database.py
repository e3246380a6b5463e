"""The ledger's SQLite file: its tables, what may be written into it, and how it is opened.

Changes can only be added, each as the next one of its bet: triggers refuse everything else, whoever asks.
Who writes holds the file from the first look at it on: of two processes the second sees what the first did.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nba_props.core.atomic import locked
from nba_props.errors import DataError
from nba_props.live.bets.columns import EVENTS, FIRST, SQL_TYPES, TERMS, Change

FORMAT = 1
APPLICATION = 0x4E425042
"""What marks a SQLite file as a ledger of ours (`file` shows it)."""
SECONDS_TO_WAIT = 20.0

_TAKEN = ("line", "book", "price", "stake")
"""Terms that a placement may differ in from the pick."""
_FOUND = ("game_id", "player_id")
"""Terms that a settlement finds where they were not known."""


def _columns() -> str:
    return ",\n".join(f"  {name} {SQL_TYPES[column.kind]}" for name, column in EVENTS.columns.items())


def state(changes: str) -> str:
    """Return the query for what bets are now, from a table of changes or a query for one.

    The last placement decides the terms, the last settlement the result, and a void stands above it. What the
    model claimed holds at the line that it was claimed for; the no-vig probability at the book's own, too.
    """
    plain = ", ".join(f"s.{name}" for name in TERMS if name not in (*_TAKEN, *_FOUND, "p", "p_push", "novig"))
    taken = ", ".join(f"coalesce(p.{name}, s.{name}) AS {name}" for name in _TAKEN)
    found = ", ".join(f"coalesce(e.{name}, s.{name}) AS {name}" for name in _FOUND)
    last = " AND {0}.change = (SELECT max(change) FROM seen WHERE bet_id = s.bet_id AND kind = '{1}')"
    joined = "\n".join(
        f"LEFT JOIN seen {alias} ON {alias}.bet_id = s.bet_id" + last.format(alias, kind.value)
        for alias, kind in (("p", Change.PLACE), ("e", Change.SETTLE), ("v", Change.VOID))
    )
    return f"""
WITH seen AS ({changes}), terms AS (
SELECT s.bet_id, coalesce(p.paper, s.paper) AS paper, {plain}, {taken}, {found},
  iif(coalesce(p.line, s.line) = s.line, s.p, NULL) AS p,
  iif(coalesce(p.line, s.line) = s.line, s.p_push, NULL) AS p_push,
  iif(coalesce(p.line, s.line) = s.line AND coalesce(p.book, s.book) = s.book, s.novig, NULL) AS novig,
  iif(v.change IS NOT NULL, 'void', coalesce(e.result, 'pending')) AS result,
  e.outcome, coalesce(v.reason, e.reason) AS reason,
  s.at AS recorded_at, p.at AS placed_at, coalesce(v.at, e.at) AS settled_at,
  (SELECT count(*) FROM seen WHERE bet_id = s.bet_id) AS changes
FROM seen s
{joined}
WHERE s.change = 1)
SELECT *, (1 - coalesce(p_push, 0)) * (p * price - 1) AS value, p - novig AS edge,
  CASE result WHEN 'pending' THEN NULL WHEN 'win' THEN stake * (price - 1) WHEN 'loss' THEN -stake
    ELSE 0.0 END AS profit
FROM terms"""  # noqa: S608 - column names of our own


_MAKE = (
    f"CREATE TABLE changes (\n{_columns()},\n"
    "  PRIMARY KEY (bet_id, change),\n"
    "  CHECK (bet_id IS NOT NULL AND change >= 1 AND at IS NOT NULL),\n"
    f"  CHECK (kind IN ({', '.join(repr(kind.value) for kind in Change)})),\n"
    f"  CHECK ((change = 1) = (kind IN {FIRST!r}))\n) STRICT",
    "CREATE TRIGGER never_changed BEFORE UPDATE ON changes "
    "BEGIN SELECT raise(ABORT, 'changes are only ever added'); END",
    "CREATE TRIGGER never_taken_away BEFORE DELETE ON changes "
    "BEGIN SELECT raise(ABORT, 'changes are only ever added'); END",
    "CREATE TRIGGER in_order BEFORE INSERT ON changes WHEN NEW.change <> "
    "(SELECT coalesce(max(change), 0) + 1 FROM changes WHERE bet_id = NEW.bet_id) "
    "BEGIN SELECT raise(ABORT, 'not the next change of its bet'); END",
    "CREATE VIEW bets AS " + state("SELECT * FROM changes"),  # noqa: S608
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {FORMAT}",
)


def prepare(path: Path, *, create: bool) -> None:
    """Make sure that the file is a ledger of this format; make one where asked.

    Raises:
        DataError: there is none, it is no ledger, or a later version of this package wrote it.
    """
    none_yet = f"{path}: no bets are kept there yet; the first one that is recorded or added makes it"
    if not create and not path.is_file():
        raise DataError(none_yet)
    with _explained(path):
        if path.is_file() and _is_ledger(path):
            return
        if not create:
            raise DataError(none_yet)
        with locked(path.with_name(f"{path.name}.lock")):
            if not _is_ledger(path):
                _make(path)


def _is_ledger(path: Path) -> bool:
    """Tell whether a file holds a ledger; not, where it is empty."""
    with closing(_opened(path)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == APPLICATION and version > FORMAT:
        raise DataError(f"{path}: has format {version}, this version of nba-props reads up to {FORMAT}")
    if application != APPLICATION and tables:
        raise DataError(f"{path}: is a database of another program; name another store")
    return bool(application == APPLICATION)


def _make(path: Path) -> None:
    with closing(_opened(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in _MAKE:
            connection.execute(statement)
        connection.execute("COMMIT")


def _opened(path: Path) -> sqlite3.Connection:
    """Open a file; one that may only be read, without the files beside it that SQLite would make."""
    if all(os.access(place, os.W_OK) for place in (path.parent, path) if place.exists()):
        return sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)
    being_written = path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("" if being_written else "&immutable=1")
    return sqlite3.connect(uri, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Provide a connection that sees one state of the ledger."""
    with _explained(path), closing(_opened(path)) as connection:
        connection.execute("BEGIN")
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Provide a connection whose changes are written together or not at all; no other writes meanwhile."""
    with _explained(path), closing(_opened(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise DataError(f"{path}: {error}") from error
