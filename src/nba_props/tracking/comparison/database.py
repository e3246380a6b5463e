"""What a database can do that MLflow has no call for: count runs, and learn how large its tables are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from nba_props.core.uri import scheme_of
from nba_props.tracking import mlflow_client
from nba_props.tracking.comparison.leaders import Among, milliseconds
from nba_props.tracking.comparison.search import runs
from nba_props.tracking.store import Store

MOST = 100
"""Runs that are counted on a server, which sends every run with all it has."""
_COUNT = """
SELECT status, count(*) FROM runs
WHERE experiment_id = :experiment AND start_time >= :start AND lifecycle_stage = 'active' GROUP BY status
"""


def analyse(store: Store) -> None:
    """Let SQLite learn how large its tables are, in milliseconds; other databases do so by themselves.

    Without that it takes a run's table for small and orders 10,000 runs by a metric in seconds, or minutes
    where a filter is added; with it in 0.05 s, on MLflow's own pages too. A store that is locked or may not
    be written stays as it is.
    """
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    if scheme_of(store.uri) != "sqlite":
        return
    with suppress(OperationalError), store.client._tracking_client.store.engine.begin() as connection:
        connection.execute(text("PRAGMA analysis_limit = 400"))
        connection.execute(text("ANALYZE"))


@dataclass(frozen=True)
class Count:
    """Runs by status; `more` says that there are more than were counted."""

    by_status: Mapping[str, int]
    more: bool = False


def count(store: Store, experiment: Mapping[str, str], start: dt.datetime) -> Count:
    """How many runs of one experiment (its name by its id) started since a moment: exactly in a database.

    Raises:
        TrackingError: the store cannot be asked.
    """
    if scheme_of(store.uri).startswith("http"):
        return _listed(store, experiment, start)
    return Count(_in_database(store, experiment, start))


def _listed(store: Store, experiment: Mapping[str, str], start: dt.datetime) -> Count:
    found = runs(store, experiment, Among(since=start).filter(), page=MOST + 1)
    statuses = [run.status for run in islice(found, MOST + 1)]
    return Count(Counter(statuses[:MOST]), len(statuses) > MOST)


def _in_database(store: Store, experiment: Mapping[str, str], start: dt.datetime) -> dict[str, int]:
    from sqlalchemy import text

    (number,) = experiment
    asked = {"experiment": int(number), "start": milliseconds(start)}
    with (
        mlflow_client.one_line_errors("runs"),
        store.client._tracking_client.store.engine.connect() as connection,
    ):
        return {str(row.status): int(row[1]) for row in connection.execute(text(_COUNT), asked)}
