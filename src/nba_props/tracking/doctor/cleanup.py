"""Taking away what the doctor wrote, so that nothing of it is left to see or to keep."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

from nba_props.core.uri import scheme_of
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.doctor.scratch import PREFIX
from nba_props.tracking.store import Store

_FORGOTTEN = 3600
"""Seconds after which a scratch experiment is one that a doctor left behind who was killed."""
_GONE = ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND")
Step = tuple[str, Callable[[], Any]]


def clean(store: Store, name: str) -> str:
    """Take a scratch experiment and its registered model away, and those that killed doctors left behind.

    In a database the rows are deleted for good, as `mlflow gc` would. A server only marks them as deleted, so
    that nobody sees them; its own `mlflow gc` does the rest.

    Raises:
        TrackingError: something could not be deleted or is still there; the message says what.
    """
    problems = []
    for experiment in [name, *_forgotten(store)]:
        for what, action in _steps(store, experiment):
            try:
                _attempt(what, action)
            except TrackingError as error:
                problems.append(str(error))
        problems += _left(store, experiment)
    if problems:
        raise TrackingError("; ".join(problems))
    return "nothing is left" if _is_database(store) else "nothing is left to see"


def _attempt(what: str, action: Callable[[], Any]) -> None:
    """Do it; what is not there needs no deleting."""
    from mlflow.exceptions import MlflowException

    with mlflow_client.one_line_errors(what):
        try:
            action()
        except MlflowException as error:
            if error.error_code not in _GONE:
                raise


def _forgotten(store: Store) -> Iterator[str]:
    until = int((time.time() - _FORGOTTEN) * 1000)
    where = f"name LIKE '{PREFIX}%' AND creation_time < {until}"
    with mlflow_client.one_line_errors("experiments"):
        yield from (experiment.name for experiment in store.client.search_experiments(filter_string=where))


def _steps(store: Store, name: str) -> Iterator[Step]:
    client = store.client
    yield f"model {name}", lambda: client.delete_registered_model(name)
    with mlflow_client.one_line_errors(f"experiment {name}"):
        experiment = client.get_experiment_by_name(name)
        if experiment is None:
            return
        place = [experiment.experiment_id]
        models = [model.model_id for model in client.search_logged_models(place)]
        runs = [run.info.run_id for run in client.search_runs(place)]
    yield from ((f"model {model}", _with(client.delete_logged_model, model)) for model in models)
    yield from ((f"run {run}", _with(client.delete_run, run)) for run in runs)
    yield f"experiment {name}", _with(client.delete_experiment, *place)
    if _is_database(store):
        for model in models:
            yield f"model {model}", _with(mlflow_internals.delete_model_for_good, client, model)
        for run in runs:
            yield f"run {run}", _with(mlflow_internals.delete_run_for_good, client, run)
        yield f"experiment {name}", _with(mlflow_internals.delete_experiment_for_good, client, *place)
    folder = mlflow_internals.local_folder(experiment.artifact_location)
    if folder is not None and folder.is_dir():
        yield str(folder), _with(shutil.rmtree, folder)


def _with(action: Callable[..., Any], *words: Any) -> Callable[[], Any]:  # noqa: ANN401
    return lambda: action(*words)


def _is_database(store: Store) -> bool:
    return not scheme_of(store.uri).startswith("http")


def _left(store: Store, name: str) -> list[str]:
    """Return what can still be seen."""
    with mlflow_client.one_line_errors(f"experiment {name}"):
        experiment = store.client.get_experiment_by_name(name)
        models = store.client.search_registered_models(f"name = '{name}'")
    seen = experiment is not None and experiment.lifecycle_stage == "active"
    return [f"experiment {name} is still there"] * seen + [f"model {name} is still there"] * bool(models)
