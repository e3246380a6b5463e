"""Numbers of runs by status: exact in a database, up to a limit on a server."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from nba_props.core.uri import scheme_of
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.comparison.leaders import RunFilter
from nba_props.tracking.comparison.search import runs
from nba_props.tracking.store import Store

MAX_READ = 100
"""Runs that are counted on a server, which sends every run with all it has."""


@dataclass(frozen=True)
class RunCount:
    """Runs by status; `more` says that there are more than were counted."""

    by_status: Mapping[str, int]
    more: bool = False


def count_runs(store: Store, experiment: Mapping[str, str], start: dt.datetime) -> RunCount:
    """Count the runs of one experiment (its name by its id) that started since a moment.

    Raises:
        TrackingError: the store cannot be asked.
    """
    if scheme_of(store.uri).startswith("http"):
        return _read(store, experiment, start)
    (experiment_id,) = experiment
    with mlflow_client.one_line_errors("runs"):
        return RunCount(mlflow_internals.count_runs(store.client, experiment_id, start))


def _read(store: Store, experiment: Mapping[str, str], start: dt.datetime) -> RunCount:
    found = runs(store, experiment, RunFilter(since=start).filter(), page=MAX_READ + 1)
    statuses = [run.status for run in islice(found, MAX_READ + 1)]
    return RunCount(Counter(statuses[:MAX_READ]), len(statuses) > MAX_READ)
