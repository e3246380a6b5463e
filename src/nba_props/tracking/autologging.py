"""MLflow's autologging, within the runs of a tracker.

Autologging writes to MLflow's active run in MLflow's current store, which are global, as are the active
experiment and whether a library is logged at all. They are lent to it while a run of the tracker is going on,
and put back when that ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from nba_props.core.variables import variables
from nba_props.errors import TrackingError, did_you_mean
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.run import Run

FLAVOURS = ("xgboost", "lightgbm", "sklearn")


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
        self._lent = ExitStack()

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
        if flavour in self._flavours:
            return
        if self._shared:
            self._lent.enter_context(mlflow_internals.autologging(flavour))
        self._flavours.append(flavour)

    def share(self, run: Run) -> None:
        """Make a run MLflow's active one; a light one is not, since MLflow would keep files in it.

        Raises:
            TrackingError: MLflow cannot go on with the run; everything is then as it was before.
        """
        if not self._flavours or run.light or run.id in self._shared:
            return
        import mlflow

        with mlflow_client.one_line_errors(f"autologging into run {run.id}"), ExitStack() as lending:
            if not self._shared:
                lending.enter_context(_lent_to(run))
                for flavour in self._flavours:
                    lending.enter_context(mlflow_internals.autologging(flavour))
            mlflow.start_run(run_id=run.id, nested=mlflow.active_run() is not None)
            self._lent.push(lending.pop_all())
        self._shared.append(run.id)

    def unshare(self, run: Run) -> None:
        """Take a run from MLflow again, as one that goes on: its end is the tracker's to tell."""
        if run.id not in self._shared:
            return
        import mlflow

        self._shared.remove(run.id)
        active = mlflow.active_run()
        try:
            if active is not None and active.info.run_id == run.id:
                mlflow.end_run("RUNNING")
        finally:
            if not self._shared:
                self._lent.close()


@contextmanager
def _lent_to(run: Run) -> Iterator[None]:
    """Make the store and the experiment of a run MLflow's current ones within this context."""
    uri, experiment = run.store.uri, run.experiment_id
    with (
        variables({"MLFLOW_TRACKING_URI": uri, "MLFLOW_EXPERIMENT_ID": experiment}),
        mlflow_internals.active_experiment(experiment),
        mlflow_internals.tracking_uri(uri),
    ):
        yield
