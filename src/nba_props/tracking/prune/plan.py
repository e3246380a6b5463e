"""Which runs may go, and why: those that failed, and earlier runs of a job that was run again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nba_props.tracking import mlflow_client
from nba_props.tracking.cited import CITED
from nba_props.tracking.comparison.search import FINISHED, RunRow, all_experiments, both, equals, runs
from nba_props.tracking.store import DUPLICATE_OF, Store

SWEEPS = ("mlflow.parentRunId", "sweep", "winner_of", "confirms")
"""Tags of a sweep's runs, its winner's and those that confirm it; what a sweep has learnt is in them."""
WORDS = {"FAILED": "failed", "KILLED": "was killed"}
"""What runs that came to nothing did, by their status."""


@dataclass(frozen=True)
class Reason:
    """A run that may go, and why."""

    run: RunRow
    why: str


def candidates(store: Store, before: dt.datetime) -> Iterator[Reason]:
    """Yield the runs that may go, oldest first in each experiment.

    Those that failed or were killed, and finished ones of which a later run of the same job under the same
    name has kept as much. What is registered, named by a page or report, part of a sweep, or what another run
    stands for stays.

    Args:
        store: the store.
        before: only runs that started earlier.

    Raises:
        TrackingError: the store cannot be asked.
    """
    places = all_experiments(store)
    started = f"attributes.start_time < {int(before.timestamp() * 1000)}"
    failed = (
        Reason(run, f"it {what}")
        for status, what in WORDS.items()
        for run in runs(store, places, both(equals("attributes.status", status), started))
    )
    repeated = (each for each in _repeated(store, runs(store, places, FINISHED)) if each.run.start < before)
    found = [each for each in (*failed, *repeated) if not is_kept(store, each.run)]
    yield from sorted(found, key=lambda each: (each.run.experiment, each.run.start))


def is_kept(store: Store, run: RunRow) -> bool:
    """Whether something needs a run: a registered version, a page or report, a sweep, a run that names it."""
    if CITED in run.tags or any(tag in run.tags for tag in SWEEPS) or _is_named(store, run):
        return True
    with mlflow_client.one_line_errors(f"run {run.short}"):
        return bool(store.client.search_model_versions(f"run_id = '{run.id}'", max_results=1))


def _is_named(store: Store, run: RunRow) -> bool:
    """Whether a job of a sweep or multirun that was not run again stands for a finished run."""
    if run.status != "FINISHED":
        return False
    named = equals(f"tags.{DUPLICATE_OF}", run.id)
    return next(runs(store, all_experiments(store), named, page=1), None) is not None


def _repeated(store: Store, finished: Iterable[RunRow]) -> Iterator[Reason]:
    """Yield runs of which a later one of the same job and name has kept as much.

    Args:
        store: the store.
        finished: runs, the newest first.
    """
    of_job: dict[tuple[str, str, str], list[RunRow]] = defaultdict(list)
    for run in finished:
        of_job[run.experiment, run.job, run.name].append(run)
    for newest, *earlier in of_job.values():
        later = [(newest, _kept(store, newest))] if earlier else []
        for run in earlier:
            own = _kept(store, run)
            again = next((each for each, kept in reversed(later) if own <= kept), None)
            if again is not None:
                yield Reason(run, f"run again as {again.short}")
            else:
                later.append((run, own))


def _kept(store: Store, run: RunRow) -> frozenset[str]:
    """Return the files and folders that a run kept, those of the first level."""
    with mlflow_client.one_line_errors(f"run {run.short}"):
        return frozenset(file.path for file in store.client.list_artifacts(run.id))
