"""A store in a SQLite file: made once, whoever comes first, with a journal that lets readers and writers be.

The file is never opened but by SQLite itself. POSIX drops all locks that a process holds on a file as soon as
it closes the file once, even if it had opened it only to read it: SQLite in other processes would then take
itself for the last one, and remove the journal from under the connections that this process has open.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from nba_props.core.atomic import locked
from nba_props.core.uri import SQLITE
from nba_props.errors import TrackingError
from nba_props.tracking import draft, mlflow_internals

SECONDS_TO_WAIT = 20.0


def prepare(path: Path, root: str) -> None:
    """Make a SQLite store that is missing, and set its journal to WAL, once, whoever comes first.

    MLflow's own creation loses runs when several processes do it at once. It is made under another name and
    then moved, so that a process killed meanwhile leaves nothing behind that looks like a store.

    Args:
        path: of the file.
        root: where experiments put their files by default.

    Raises:
        TrackingError: the file is no SQLite database, is damaged, or is another program's, to which MLflow
            would add tables.
    """
    if not _is_missing(path) and _journal(path) == "wal":
        return
    with locked(path.with_name(f"{path.name}.lock")):
        if _is_missing(path):
            _make(path, root)
        elif _journal(path) != "wal":
            _set_wal(path)


def begin(path: Path, root: str) -> None:
    """Begin, beside other work, to make a SQLite store that is missing; `prepare` waits for it."""
    if _is_missing(path):
        draft.begin(path, root)


def _is_missing(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def _journal(path: Path) -> str:
    """Return the journal mode of a database that is MLflow's, or has no tables yet."""
    try:
        with closing(_connected(path)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = {name for (name,) in rows}
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        damaged = "malformed" in str(error)  # else it never was one
        what = f"is damaged ({error}); restore a copy, or" if damaged else "is no SQLite database;"
        raise TrackingError(f"{path} {what} name another file as tracking.uri") from error
    if names and "alembic_version" not in names:
        raise TrackingError(f"{path} is a database of another program; name another file as tracking.uri")
    return str(mode)


def _connected(path: Path) -> sqlite3.Connection:
    """For writing, though nothing may be written: who only reads may fail while the last writer closes."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=SECONDS_TO_WAIT)


def _make(path: Path, root: str) -> None:
    new = path.with_name(f"{path.name}.new")
    _remove(new)
    if not draft.take(path, root, new):
        mlflow_internals.make_database(f"{SQLITE}{new.as_posix()}", root)
    _set_wal(new)
    new.replace(path)


def optimize(path: Path) -> None:
    """Let SQLite measure its tables (a sample, in milliseconds), which it plans searches by.

    Without that it takes a run's table for small and orders 10,000 runs by a metric in seconds, or minutes
    where a filter is added; with it in 0.1 s, on MLflow's own pages too. A store that is locked or may not be
    written stays as it is.
    """
    with suppress(sqlite3.OperationalError), closing(_connected(path)) as connection:
        connection.execute("PRAGMA analysis_limit = 400")
        connection.execute("ANALYZE")


def _set_wal(path: Path) -> None:
    """Readers then never wait for a writer. The mode stays in the file; without it all still works."""
    with suppress(sqlite3.OperationalError), closing(_connected(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
