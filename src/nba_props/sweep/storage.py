"""Storages of studies: opened once a process, made once, claimed by one sweeper at a time."""

from __future__ import annotations

import sqlite3
import warnings
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.atomic import locked
from nba_props.core.uri import SQLITE, holds_password, resolve_uri, scheme_of, sqlite_path
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.tracking.mlflow_client import first_line

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

SECONDS_TO_WAIT = 60
"""Time that a SQLite storage may be busy with others."""

GRACE = 4
"""A trial without a sign of life for this many heartbeats is an orphan."""


class StorageError(NBAPropsError):
    """A study storage cannot be used."""


def locate(url: str | None, folder: Path, what: str = "hydra.sweeper.storage") -> str:
    """Return the absolute URL of a study storage; by default `study.db` in the sweep's folder.

    Args:
        url: of the storage, as it was given.
        folder: of the sweep.
        what: the setting or option that gave it.

    Raises:
        ConfigError: the URL holds a password, which would be written to disk, or names no database.
    """
    if url is None:
        return f"{SQLITE}{(folder.absolute() / 'study.db').as_posix()}"
    if holds_password(url):
        raise ConfigError(f"{what}: holds a password; put it in ~/.pgpass or PGPASSWORD")
    if not scheme_of(url):
        raise ConfigError(
            f"{what}={url}: must be a database, for example sqlite:///studies.db or "
            "postgresql+psycopg://host/name"
        )
    return driven(resolve_uri(url))


def driven(url: str) -> str:
    """Return the URL with the driver that this package installs, where it names none."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def open_existing(url: str) -> RDBStorage:
    """Return the storage of an absolute URL for reading: a SQLite file that is missing is not made.

    Raises:
        StorageError: there is none, or it cannot be used.
    """
    path = sqlite_path(url)
    if path is not None and not path.is_file():
        raise StorageError(f"{url}: there is no such storage of sweeps")
    return open_storage(url)


@lru_cache(maxsize=8)
def open_storage(url: str, heartbeat: int = 15) -> RDBStorage:
    """Return the storage of an absolute URL, with its tables; opened once a process.

    Raises:
        StorageError: it cannot be reached, is of another version, or another program's.
    """
    import optuna
    from sqlalchemy.exc import SQLAlchemyError

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    path = sqlite_path(url)
    try:
        with _alone(path):
            if path is not None:
                _check_own(path, url)
                _set_wal(path)
            return optuna.storages.RDBStorage(
                url,
                engine_kwargs={"connect_args": {"timeout": SECONDS_TO_WAIT}}
                if path
                else {"pool_pre_ping": True},
                heartbeat_interval=heartbeat,
                grace_period=GRACE * heartbeat,
            )
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError, RuntimeError) as error:
        raise StorageError(f"{url}: {first_line(error)}") from error


@contextmanager
def _alone(path: Path | None) -> Iterator[None]:
    """Let one process at a time make the tables of a SQLite file."""
    if path is None:
        yield
        return
    with locked(path.with_name(f"{path.name}.lock")):
        yield


def _check_own(path: Path, url: str) -> None:
    """See whether a SQLite file is a storage of studies, or has no tables yet: Optuna would add its own.

    Raises:
        StorageError: it is another program's.
    """
    if not path.exists():
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=20)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    if names and "studies" not in names:
        raise StorageError(f"{url}: is the database of another program; name another file")


def _set_wal(path: Path) -> None:
    """Readers then never wait for a writer; without it all still works."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, timeout=20)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


@contextmanager
def claiming(storage: RDBStorage, study: str, what: str = "claim") -> Iterator[None]:
    """Let one sweeper at a time do something with a study, on all machines; others wait.

    A lock file beside a SQLite storage, an advisory lock in PostgreSQL, in other databases none. It ends with
    the process that holds it.

    Args:
        storage, study: of the sweep.
        what: by default counting its trials and adding to them.
    """
    path = sqlite_path(storage.url)
    if path is not None:
        with locked(path.with_name(f"{path.name}.{what}.lock")):
            yield
    elif scheme_of(storage.url) == "postgresql":
        with _advisory_lock(storage, zlib.crc32(f"{study} {what}".encode())):
            yield
    else:
        yield


@contextmanager
def _advisory_lock(storage: RDBStorage, key: int) -> Iterator[None]:
    from sqlalchemy import text

    with storage.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
            connection.rollback()
