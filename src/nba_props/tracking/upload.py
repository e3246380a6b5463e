"""A model's way into the store: its files first, and only then the word that it is ready."""

from __future__ import annotations

import importlib.metadata
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nba_props.tracking.run import Run

_STANDS_FOR = {"xgboost": ("xgboost-cpu", "xgboost")}
"""Libraries that come as one of several distributions."""


def upload(
    run: Run, name: str, write: Callable[[Path, Any], None], tags: dict[str, str] | None = None
) -> str:
    """Make a model in the store, send its files, and only then call it ready; its id.

    Args:
        run: that the model comes from.
        name: of the model in the run.
        write: writes the model into a folder that is not there yet, under MLflow's record of it.
        tags: of the model.
    """
    from mlflow.entities import LoggedModelOutput, LoggedModelStatus
    from mlflow.models import Model

    client = run.store.client
    logged = client.create_logged_model(run.experiment_id, name, source_run_id=run.id, tags=tags)
    model_id, status = str(logged.model_id), LoggedModelStatus.FAILED
    record = Model(logged.artifact_location, run.id, model_uuid=model_id, model_id=model_id)
    try:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / name, record)
            client.log_model_artifacts(model_id, str(Path(folder) / name))
        client.log_outputs(run.id, [LoggedModelOutput(model_id, step=0)])
        status = LoggedModelStatus.READY
    finally:
        client.finalize_logged_model(model_id, status)
    return model_id


def pinned(library_name: str) -> str:
    """Return the requirement of a library as it is installed here; its bare name where it is not."""
    for name in _STANDS_FOR.get(library_name, (library_name,)):
        try:
            return f"{name}=={importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return library_name
