"""What a pruning would take away, or has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nba_props.errors import ConfigError
from nba_props.tracking import places as moved
from nba_props.tracking.comparison.search import RunRow, all_experiments
from nba_props.tracking.prune.plan import candidates, is_kept
from nba_props.tracking.prune.removal import finish_earlier, folders_of, remove
from nba_props.tracking.store import Store
from nba_props.tracking.table import TextTable, day, number

MEGABYTE = 1e6
MOST_DAYS = 36_525
"""The most days that `older_than` may be: a century, before any run."""


@dataclass(frozen=True)
class PrunedRun:
    """A run that goes, why, and the bytes of its files on this machine."""

    run_id: str
    name: str
    experiment: str
    started: dt.datetime
    why: str
    size: int


@dataclass(frozen=True)
class Pruned:
    """The runs that go; `done` says whether they have gone.

    `finished_earlier`: runs whose removal was broken off before, and which have gone now.
    """

    runs: Sequence[PrunedRun]
    done: bool
    finished_earlier: Sequence[str] = ()

    @property
    def size(self) -> int:
        """The bytes of their files on this machine."""
        return sum(run.size for run in self.runs)

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        columns = ["run", "name", "experiment", "day", "MB", "why"]
        rows = [
            [run.run_id[:8], run.name, run.experiment, day(run.started), _megabytes(run.size), run.why]
            for run in self.runs
        ]
        return [
            TextTable("Gone" if self.done else "Would go", columns, rows, frozenset(["MB"]), self._notes())
        ]

    def _notes(self) -> list[str]:
        earlier = [f"{len(self.finished_earlier)} whose removal was broken off before are gone"]
        notes = earlier if self.finished_earlier else []
        if not self.runs:
            return [*notes, "nothing: no run failed, none was run again"]
        total = f"{len(self.runs):,} runs, {_megabytes(self.size)} MB of files on this machine"
        return [*notes, total, *([] if self.done else ["nothing is deleted yet; --yes does it"])]


def prune(store: Store, yes: bool = False, older_than: float = 0.0) -> Pruned:
    """Take away runs that nobody needs, or say which those are.

    Runs that failed or were killed, and earlier ones of a job that was run again and kept as much. Never what
    is registered, named by a page or report of `experiments`, part of a sweep, or what a job of a sweep or
    multirun stands for. A job whose last run is gone counts as not finished, and is run anew when it is asked
    for.

    Args:
        store: the store.
        yes: do it.
        older_than: only runs that started so many days ago.

    Raises:
        ConfigError: `older_than` is not from 0 to `MOST_DAYS`.
        TrackingError: the store refuses, was moved (its files might be another's), or a file cannot be
            deleted; what is left goes the next time.
    """
    if not 0 <= older_than <= MOST_DAYS:
        raise ConfigError(f"older_than={older_than:g}: must be days from 0 to {MOST_DAYS:,}")
    moved.check_all(store)
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=older_than)
    places = all_experiments(store)
    ids = {name: number for number, name in places.items()}
    found = list(candidates(store, before))
    runs = [_pruned(store, each.run, ids[each.run.experiment], each.why) for each in found]
    if not yes:
        return Pruned(runs, done=False)
    earlier = finish_earlier(store, list(places))
    gone = []
    for each, run in zip(found, runs, strict=True):
        if not is_kept(store, each.run):  # registered meanwhile
            remove(store, run.run_id, run.why)
            gone.append(run)
    return Pruned(gone, done=True, finished_earlier=earlier)


def _pruned(store: Store, run: RunRow, experiment_id: str, why: str) -> PrunedRun:
    folders = folders_of(store, experiment_id, run.id, run.artifact_uri)
    size = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
    return PrunedRun(run.id, run.name, run.experiment, run.start, why, size)


def _megabytes(size: int) -> str:
    return number(round(size / MEGABYTE, 2))
