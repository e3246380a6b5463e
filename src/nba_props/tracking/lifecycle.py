"""How the runs of a tracker begin and end: nested, by a block or by hand, whatever happens in between."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from nba_props.core.uri import default_uri
from nba_props.errors import ConfigError, TrackingError
from nba_props.store import Artifacts, Tracking
from nba_props.tracking.autologging import Autologging
from nba_props.tracking.phases import phase_called
from nba_props.tracking.run import Run, open_run

if TYPE_CHECKING:
    from nba_props.phase import Phase

PARENT = "mlflow.parentRunId"
STATUSES = ("FINISHED", "FAILED", "KILLED")


@dataclass
class _Open:
    """A run that is going on, and the context that ends it."""

    run: Run
    context: AbstractContextManager[Run]


class RunLifecycle:
    """The runs of one experiment; see `nba_props.tracking.tracker.NBAPropsTracker`, which logs to them."""

    def __init__(
        self,
        experiment_name: str = "Phase1_Foundation",
        tracking_uri: str | None = None,
        *,
        artifacts: str = "standard",
        output: Path | None = None,
    ) -> None:
        """Choose the experiment and the store; neither is touched before a run starts.

        Args:
            experiment_name: made if it is not there; those of the four phases get their descriptions.
            tracking_uri: as MLflow has them; by default `MLFLOW_TRACKING_URI` if that is set, otherwise
                `outputs/mlflow.db` in the current folder.
            artifacts: `standard`, `full` with tables as CSV too, `predictions` for numbers and predictions,
                or `light` for numbers only.
            output: a folder in which runs are kept where the server fails in the middle of one, for
                `nba-props tracking sync`.

        Raises:
            ConfigError: the URI cannot be used, or `artifacts` is none of these.
        """
        known = [choice.value for choice in Artifacts]
        if artifacts not in known:
            raise ConfigError(f"artifacts={artifacts}: must be one of {', '.join(known)}")
        tracking = Tracking(uri=tracking_uri or default_uri(), artifacts=Artifacts(artifacts))
        self._set_up(tracking, phase_called(experiment_name), output)

    @classmethod
    def of(cls, tracking: Tracking, phase: Phase, output: Path | None = None) -> Self:
        """Return the tracker of a configured store and phase."""
        tracker = cls.__new__(cls)
        tracker._set_up(tracking, phase, output)
        return tracker

    def _set_up(self, tracking: Tracking, phase: Phase, output: Path | None) -> None:
        self._tracking = tracking
        self._phase = phase
        self._output = output
        self._open: list[_Open] = []
        self._entered: list[Run] = []
        self._autologging = Autologging()

    @property
    def experiment_name(self) -> str:
        """The experiment that runs are logged to."""
        return self._phase.experiment_name

    @property
    def run(self) -> Run:
        """The innermost run that is going on.

        Raises:
            TrackingError: there is none.
        """
        if not self._open:
            raise TrackingError("no run is going on; call start_run first")
        return self._open[-1].run

    def start_run(
        self,
        run_name: str | None = None,
        tags: Mapping[str, Any] | None = None,
        description: str | None = None,
    ) -> Self:
        """Start a run, a child of the one that is going on if there is one.

        Use it in a `with` statement, or end it by `end_run`; a process that ends before that leaves the run
        as KILLED.

        Raises:
            TrackingError: the store cannot be used.
        """
        parent = {PARENT: self._open[-1].run.id} if self._open else {}
        context = open_run(
            self._tracking,
            self._phase,
            run_name,
            {**(tags or {}), **parent},
            description,
            output=self._output,
        )
        self._open.append(_Open(context.__enter__(), context))
        if len(self._open) == 1:
            atexit.register(self._abandon)
        try:
            self._autologging.share(self.run)
        except BaseException as error:
            self._close(error)
            raise
        return self

    def end_run(self, status: str = "FINISHED") -> None:
        """End the innermost run.

        Args:
            status: `FINISHED`, `FAILED` or `KILLED`.

        Raises:
            TrackingError: no run is going on, the status is another, or the store refuses.
        """
        if status not in STATUSES:
            raise TrackingError(f"status={status}: must be one of {', '.join(STATUSES)}")
        run = self.run
        self._autologging.unshare(run)
        try:
            run.end(status)
        finally:
            self._close(None)

    def __enter__(self) -> Self:
        self._entered.append(self.run)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End the run that the block began with, and those that were started in it and are still going on."""
        entered = self._entered.pop()
        while any(tracker.run is entered for tracker in self._open):
            self._close(error)

    def enable_autologging(self, flavour: str) -> None:
        """Let MLflow log what a library fits from now on, within this tracker's runs that are not `light`.

        MLflow logs to one run at a time in each process: several trackers may do this one after the other.

        Args:
            flavour: `xgboost`, `lightgbm` or `sklearn`.

        Raises:
            TrackingError: there is no such flavour.
        """
        self._autologging.add(flavour)
        if self._open:
            self._autologging.share(self.run)

    def _close(self, error: BaseException | None) -> None:
        """Leave the context of the innermost run, which ends it unless that has been done."""
        self._autologging.unshare(self.run)
        opened = self._open.pop()
        if self._open:
            self._autologging.share(self.run)
        else:
            atexit.unregister(self._abandon)
        kind = None if error is None else type(error)
        trace = None if error is None else error.__traceback__
        opened.context.__exit__(kind, error, trace)

    def _abandon(self) -> None:
        while self._open:
            self.end_run("KILLED")
