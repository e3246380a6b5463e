"""The MLflow run of a sweep, of which the runs of its trials are children."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nba_props.sweep.trial_context import PARENT_RUN, SWEEP, TRIAL, WINNER_OF
from nba_props.tracking import abandoned, environment, mlflow_client
from nba_props.tracking.paging import paged
from nba_props.tracking.run import Run
from nba_props.tracking.store import NOTE, Store, open_store

if TYPE_CHECKING:
    from mlflow.entities import Run as MlflowRun

    from nba_props.phase import Phase
    from nba_props.store import Tracking

log = logging.getLogger("nba_props.sweep")
ROLE = "role"
IS_SWEEP = "sweep"
"""The value of the tag `role` of a sweep's own run."""
PAGE = 1000


@dataclass(frozen=True)
class ExperimentRuns:
    """One experiment of a store, in which the runs of a sweep are kept."""

    store: Store
    experiment: str

    @classmethod
    def of(cls, tracking: Tracking, phase: Phase) -> ExperimentRuns:
        """Return the phase's experiment in a store; both are made where they are missing.

        Raises:
            TrackingError: the store cannot be used.
        """
        store = open_store(tracking)
        return cls(store, store.experiment(phase))

    def search(self, where: str) -> Iterator[MlflowRun]:
        """Yield the runs that a filter of MLflow's finds, oldest first."""
        search, order = self.store.client.search_runs, ["attributes.start_time ASC"]
        yield from paged(
            f"runs where {where}", search, [self.experiment], where, max_results=PAGE, order_by=order
        )

    def create(self, name: str, tags: Mapping[str, Any]) -> Run:
        """Return a new run, RUNNING until it is ended."""
        known = {key: str(value) for key, value in tags.items() if value is not None}
        with mlflow_client.one_line_errors("a sweep's run"):
            made = self.store.client.create_run(self.experiment, tags=known, run_name=name)
        return Run(self.store, made.info)

    def end(self, run_id: str, status: str, tags: Mapping[str, str | None]) -> None:
        """End a run of another process, and say why."""
        with mlflow_client.one_line_errors(f"run {run_id}"):
            for key, value in tags.items():
                if value is not None:
                    self.store.client.set_tag(run_id, key, value)
        self.set_status(run_id, status)

    def set_status(self, run_id: str, status: str) -> None:
        """End a run, or (RUNNING) open it again."""
        with mlflow_client.one_line_errors(f"run {run_id}"):
            if status == "RUNNING":
                self.store.client.update_run(run_id, status)
            else:
                self.store.client.set_terminated(run_id, status)


class SweepRun:
    """The run of one sweep; it is opened again when the sweep goes on."""

    def __init__(self, runs: ExperimentRuns, run: Run) -> None:
        self.runs = runs
        self.run = run

    @property
    def id(self) -> str:
        """The run's id, which the jobs are told."""
        return self.run.id

    @classmethod
    def open(
        cls, runs: ExperimentRuns, sweep: str, name: str, tags: Mapping[str, Any], params: Mapping[str, Any]
    ) -> SweepRun:
        """Return the run of the sweep with this name, found or made; one at a time may ask.

        Raises:
            TrackingError: the store cannot be used.
        """
        found = next(runs.search(f"tags.{SWEEP} = '{sweep}' and tags.{ROLE} = '{IS_SWEEP}'"), None)
        own = {SWEEP: sweep, ROLE: IS_SWEEP, **tags}
        if found is None:
            run = runs.create(name, {**environment.tags(), **own, **abandoned.tags()})
            run.params(params)
            return cls(runs, run)
        run = Run(runs.store, found.info)
        run.tags({**own, **abandoned.tags(found.data.tags)})
        abandoned.forget(runs.store, found)
        runs.set_status(run.id, "RUNNING")
        return cls(runs, run)

    def children(self) -> list[MlflowRun]:
        """Return the runs of all trials or jobs so far."""
        return list(self.runs.search(f"tags.`{PARENT_RUN}` = '{self.id}'"))

    def winner(self) -> MlflowRun | None:
        """Return the latest run of the best point in full; None before there is one."""
        found = list(self.runs.search(f"tags.{WINNER_OF} = '{self.id}'"))
        return found[-1] if found else None

    def add_child(self, name: str, tags: Mapping[str, Any], status: str) -> None:
        """Make a light run for a trial whose job failed before it could make one, or was killed."""
        run = self.runs.create(name, {PARENT_RUN: self.id, **tags})
        self.runs.set_status(run.id, status)

    def end(self, status: str, reason: str | None = None) -> None:
        """End the run; with a reason where the sweep broke off."""
        if reason is not None:
            self.run.tags({"failure": reason})
        self.runs.set_status(self.id, status)

    def describe(self, lines: Sequence[str]) -> None:
        """Set the text that MLflow's page shows of the sweep."""
        self.run.tags({NOTE: "\n\n".join(lines)})


def trial_of(run: MlflowRun) -> int | None:
    """Return the number of the trial that a run is tagged with."""
    text = run.data.tags.get(TRIAL)
    return int(text) if text and text.isdigit() else None
