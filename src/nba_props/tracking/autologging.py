"""MLflow's autologging, within the runs of a tracker.

Autologging writes to MLflow's active run in MLflow's current store, which are global. They are lent to it
while a run of the tracker is going on, and put back when that ends; between runs it is switched off, as it
would make runs of its own.
"""

from __future__ import annotations

import importlib
import os

from nba_props.errors import TrackingError, did_you_mean
from nba_props.tracking.run import Run

FLAVOURS = ("xgboost", "lightgbm", "sklearn")
_VARIABLE = "MLFLOW_TRACKING_URI"


_for_all: list[str] = []
"""Flavours that every tracker begins with."""


def enable_autologging(flavour: str) -> None:
    """Let MLflow log what a library fits, within the runs of all trackers that are made from now on.

    Args:
        flavour: `xgboost`, `lightgbm` or `sklearn`.

    Raises:
        TrackingError: there is no such flavour.
    """
    Autologging().add(flavour)
    if flavour not in _for_all:
        _for_all.append(flavour)


class Autologging:
    """What a tracker lets MLflow log by itself."""

    def __init__(self) -> None:
        self._flavours = list(_for_all)
        self._shared: list[str] = []
        self._before: tuple[str | None, str | None] = (None, None)

    def add(self, flavour: str) -> None:
        """Log what a library fits from now on; models are for `log_model`, which keeps no pickles.

        Raises:
            TrackingError: there is no such flavour.
        """
        if flavour not in FLAVOURS:
            raise TrackingError(
                f"autologging of {flavour}: must be one of {', '.join(FLAVOURS)}; "
                f"{did_you_mean(flavour, FLAVOURS)}"
            )
        if flavour not in self._flavours:
            self._flavours.append(flavour)
        if self._shared:
            _switch(flavour, on=True)

    def share(self, run: Run) -> None:
        """Make a run MLflow's active one; a light one is not, since MLflow would keep files in it."""
        if not self._flavours or run.light or run.id in self._shared:
            return
        import mlflow

        if not self._shared:
            set_before = mlflow.get_tracking_uri() if mlflow.is_tracking_uri_set() else None
            self._before = (set_before, os.environ.get(_VARIABLE))
            mlflow.set_tracking_uri(run.store.uri)
            for flavour in self._flavours:
                _switch(flavour, on=True)
        mlflow.start_run(run_id=run.id, nested=mlflow.active_run() is not None)
        self._shared.append(run.id)

    def unshare(self, run: Run) -> None:
        """Take a run from MLflow again, as one that goes on: its end is the tracker's to tell."""
        if run.id not in self._shared:
            return
        import mlflow

        self._shared.remove(run.id)
        active = mlflow.active_run()
        if active is not None and active.info.run_id == run.id:
            mlflow.end_run("RUNNING")
        if not self._shared:
            self._restore()

    def _restore(self) -> None:
        import mlflow

        for flavour in self._flavours:
            _switch(flavour, on=False)
        uri, variable = self._before
        mlflow.set_tracking_uri(uri)
        if variable is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = variable


def _switch(flavour: str, *, on: bool) -> None:
    importlib.import_module(f"mlflow.{flavour}").autolog(log_models=False, silent=True, disable=not on)
