"""MLflow's autologging, within the runs of a tracker.

Autologging writes to MLflow's active run, which is global; the tracker makes its own run the active one while
that is asked for, and gives it back when the run ends.
"""

from __future__ import annotations

import importlib

from nba_props.errors import TrackingError, did_you_mean
from nba_props.tracking.base import Tracking
from nba_props.tracking.run import Run
from nba_props.tracking.store import open_store

FLAVOURS = ("xgboost", "lightgbm", "sklearn")


def enable(flavour: str, tracking: Tracking) -> None:
    """Switch it on for one library; models are logged by `log_model`, which keeps no pickles.

    Raises:
        TrackingError: there is no such flavour, or the store cannot be used.
    """
    if flavour not in FLAVOURS:
        raise TrackingError(
            f"autologging of {flavour}: must be one of {', '.join(FLAVOURS)}; "
            f"{did_you_mean(flavour, FLAVOURS)}"
        )
    import mlflow

    mlflow.set_tracking_uri(open_store(tracking).uri)
    importlib.import_module(f"mlflow.{flavour}").autolog(log_models=False, silent=True)


def share(run: Run) -> None:
    """Make a run MLflow's active one."""
    import mlflow

    active = mlflow.active_run()
    if active is None or active.info.run_id != run.id:
        mlflow.start_run(run_id=run.id, nested=active is not None)


def unshare(run: Run) -> None:
    """Take it from MLflow again; its end is the tracker's to tell."""
    import mlflow

    active = mlflow.active_run()
    if active is not None and active.info.run_id == run.id:
        mlflow.end_run()
