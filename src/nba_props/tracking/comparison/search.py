"""Runs and experiments of a store, read page by page: what is shown is paid for, not what is stored."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from nba_props.errors import ConfigError, TrackingError
from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison.metrics import loss
from nba_props.tracking.paging import paged
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from mlflow.entities import Run

PAGE = 200
SHORT = 8
"""Letters of a run's id that are shown; any beginning that only one run has is understood."""
NEWEST = ("attributes.start_time DESC",)
OLDEST = ("attributes.start_time ASC", "attributes.run_id ASC")
LISTS = "`nba-props experiments best PHASE` lists runs"
FINISHED = "attributes.status = 'FINISHED'"
LARGEST = 1.7e308
"""MLflow's databases keep infinities as the largest float."""


@dataclass(frozen=True)
class RunRow:
    """A run as the store has it. Moments are in UTC; `metrics` are the finite ones, the last step of each."""

    id: str
    name: str
    experiment: str
    status: str
    start: dt.datetime
    end: dt.datetime | None
    metrics: Mapping[str, float] = field(repr=False)
    params: Mapping[str, str] = field(repr=False)
    tags: Mapping[str, str] = field(repr=False)
    artifact_uri: str = ""

    @property
    def short(self) -> str:
        """The beginning of its id."""
        return self.id[:SHORT]

    @property
    def job(self) -> str:
        """What it computed: runs of one job have the same figures."""
        return self.tags.get("job", self.id)


def runs(
    store: Store,
    experiments: Mapping[str, str],
    where: str = "",
    order: Sequence[str] = NEWEST,
    page: int = PAGE,
) -> Iterator[RunRow]:
    """Yield the runs of experiments, one page of them at a time, as far as somebody reads on.

    Deleted ones are not.

    Args:
        store: the store.
        experiments: names by id.
        where: a filter in MLflow's language.
        order: MLflow's `order_by`.
        page: how many are asked for at a time.

    Raises:
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    if not experiments:
        return
    what, search = f"runs where {where}" if where else "runs", store.client.search_runs
    found = paged(what, search, list(experiments), where, max_results=page, order_by=list(order))
    yield from (row_of(run, experiments) for run in found)


def row_of(run: Run, experiments: Mapping[str, str]) -> RunRow:
    """Return a run of MLflow's as it is shown; `experiments` are names by id."""
    info, data = run.info, run.data
    return RunRow(
        id=info.run_id,
        name=info.run_name or "",
        experiment=experiments.get(info.experiment_id, info.experiment_id),
        status=info.status,
        start=_moment(info.start_time) or dt.datetime.fromtimestamp(0, dt.UTC),
        end=_moment(info.end_time),
        metrics={k: v for k, v in data.metrics.items() if math.isfinite(v) and abs(v) < LARGEST},
        params=data.params,
        tags=data.tags,
        artifact_uri=info.artifact_uri,
    )


def _moment(milliseconds: int | None) -> dt.datetime | None:
    return None if not milliseconds else dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def ranked(
    store: Store,
    experiments: Mapping[str, str],
    metric: str,
    better: Better,
    *,
    where: str = "",
    top: int = 1,
) -> list[RunRow]:
    """Return the finished runs with the best values of a metric, best first; of one job the newest run alone.

    The store sorts; little more than `top` runs are read.
    """
    page = top if top == 1 else top + 5  # of more than one, some may be of one job
    key = f"metrics.`{metric}`"
    exists = f"{key} > -{10**15}"  # MLflow has no word for it, and reads no exponents
    sides = {
        Better.lower: [(exists, "ASC")],
        Better.higher: [(exists, "DESC")],
        Better.nearest_zero: [(f"{key} >= 0", "ASC"), (f"{key} < 0", "DESC")],
    }[better]
    found: list[RunRow] = []
    for condition, way in sides:
        order = (f"{key} {way}", *NEWEST)
        each = runs(store, experiments, both(FINISHED, condition, where), order, page)
        found += islice(_once(run for run in each if metric in run.metrics), top)
    found.sort(key=lambda run: loss(better, run.metrics[metric]))
    return list(islice(_once(iter(found)), top))


def _once(found: Iterator[RunRow]) -> Iterator[RunRow]:
    seen = set()
    for run in found:
        if run.job not in seen:
            seen.add(run.job)
            yield run


def both(*conditions: str) -> str:
    """Conditions that must all hold; empty ones are left out."""
    return " and ".join(condition for condition in conditions if condition)


def equals(key: str, value: str) -> str:
    """Return the condition that a key has a value."""
    quote = '"' if "'" in value else "'"
    if quote in value or "`" in key:
        raise ConfigError(f"{key}={value}: quotes cannot be searched for")
    return f"{key} = {quote}{value}{quote}"


def all_experiments(store: Store) -> dict[str, str]:
    """Return the names of all experiments by their ids; deleted ones are left out."""
    found = paged("experiments", store.client.search_experiments, max_results=1000)
    return {experiment.experiment_id: experiment.name for experiment in found}


def find_run(store: Store, text: str, experiments: Mapping[str, str] | None = None) -> RunRow:
    """Return the run whose id is, or begins with, `text`.

    Args:
        store: the store.
        text: at least four hexadecimal digits.
        experiments: where to look, by default everywhere.

    Raises:
        TrackingError: no run begins so, or several do; the message names them.
    """
    if not re.fullmatch(r"[0-9a-f]{4,32}", text):
        named = "a run is named by its id, or by the first 4 or more letters of it"
        raise TrackingError(f"run {text}: {named}; {LISTS}")
    places = all_experiments(store) if experiments is None else experiments
    found = list(islice(runs(store, places, f"attributes.run_id LIKE '{text}%'", page=4), 4))
    if not found:
        raise TrackingError(f"run {text}: there is none in {store.uri}; {LISTS}")
    if len(found) > 1:
        raise TrackingError(f"run {text}: several begin so: {', '.join(run.id for run in found)}")
    return found[0]


def metric_names(store: Store, experiments: Mapping[str, str], sample: int = 100) -> set[str]:
    """Return the names of metrics that the newest finished runs have, for messages."""
    found = islice(runs(store, experiments, FINISHED, page=sample), sample)
    return {name for run in found for name in run.metrics}
