"""A store in a database server: whether it can be reached, and its making, one process at a time."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nba_props.core.uri import address, scheme_of
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client, mlflow_internals

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_SECONDS_TO_CONNECT = 5.0
_LOCK = 7_331_904_265_118_403_977
"""The number of the advisory lock; any, as long as no other program in the same database takes the same."""


@contextmanager
def reached(uri: str) -> Iterator[None]:
    """Log in to a database, and keep other processes out of it while MLflow makes its tables.

    MLflow's own creation fails in all processes but one when several do it at once. Tables that are there
    need no lock, and databases other than PostgreSQL have none: run one job alone first.

    Raises:
        TrackingError: it cannot be reached, does not let one in, or its driver is not installed.
    """
    place = address(uri)
    with mlflow_client.one_line_errors(f"tracking.uri={uri}: cannot be reached"):
        if place is not None:  # MLflow itself would try for minutes
            socket.create_connection(place, timeout=_SECONDS_TO_CONNECT).close()
        engine = _engine(uri)
        # Without a transaction, which would keep tables from the process that makes them.
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        if scheme_of(uri) == "postgresql" and not _is_made(connection):
            _lock(connection)
        yield
    finally:
        connection.close()
        engine.dispose()  # ends the session, and its lock


def _engine(uri: str) -> Engine:
    try:
        return mlflow_internals.connect(uri)
    except ModuleNotFoundError as error:
        advice = "; run: pip install 'psycopg[binary]'" if scheme_of(uri) == "postgresql" else ""
        raise TrackingError(f"tracking.uri={uri}: its driver is missing ({error.name}){advice}") from error


def _is_made(connection: Connection) -> bool:
    """Whether the tables are there, and the first experiment, which MLflow adds last."""
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("experiments"):
        return False
    return connection.execute(text("SELECT 1 FROM experiments LIMIT 1")).first() is not None


def _lock(connection: Connection) -> None:
    from sqlalchemy import text

    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
