"""Taking a run away, with its files and models: in steps that can be broken off and gone on with.

The run is tagged and marked as deleted first, so that from then on nobody sees it and its job counts as not
finished. Files and rows go afterwards; where that was broken off, the tag says so to whoever prunes next.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.uri import scheme_of
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.paging import paged
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from mlflow.entities import LoggedModel

PRUNED = "pruned"
"""The tag of a run that is being taken away, with the reason."""
_PAGE = 100


def remove(store: Store, run_id: str, why: str) -> None:
    """Take a run away.

    Raises:
        TrackingError: the store refuses, or a file cannot be deleted; it can be tried again.
    """
    with mlflow_client.one_line_errors(f"run {run_id}"):
        store.client.set_tag(run_id, PRUNED, why)
        store.client.delete_run(run_id)
    _finish(store, run_id)


def finish_earlier(store: Store, experiments: list[str]) -> list[str]:
    """Finish what was broken off; the runs that it was about.

    Raises:
        TrackingError: the store refuses, or a file cannot be deleted.
    """
    if not experiments or not _is_database(store):
        return []
    left = list(_marked(store, experiments))
    for run_id in left:
        _finish(store, run_id)
    return left


def _marked(store: Store, experiments: list[str]) -> Iterator[str]:
    """Yield the runs that are marked as deleted by an earlier pruning."""
    from mlflow.entities import ViewType

    search, where = store.client.search_runs, f"tags.{PRUNED} != ''"
    found = paged("runs", search, experiments, where, run_view_type=ViewType.DELETED_ONLY, max_results=_PAGE)
    yield from (run.info.run_id for run in found)


def _finish(store: Store, run_id: str) -> None:
    """Delete models, files and rows of a run that is marked as deleted.

    A server keeps files and rows of what is marked as deleted until its own `mlflow gc`.
    """
    with mlflow_client.one_line_errors(f"run {run_id}"):
        info = store.client.get_run(run_id).info
        for model in models_of(store, info.experiment_id, run_id):
            store.client.delete_logged_model(model.model_id)
            if _is_database(store):
                _delete_folder(model.artifact_location, model.model_id)
                mlflow_internals.delete_model_for_good(store.client, model.model_id)
        if _is_database(store):
            _delete_folder(info.artifact_uri, run_id)
            mlflow_internals.delete_run_for_good(store.client, run_id)


def models_of(store: Store, experiment_id: str, run_id: str) -> list[LoggedModel]:
    """Return the models that a run logged.

    Raises:
        TrackingError: the store cannot be asked.
    """
    where = f"source_run_id = '{run_id}'"
    search = store.client.search_logged_models
    return list(paged("models", search, [experiment_id], where, max_results=_PAGE))


def folders_of(store: Store, experiment_id: str, run_id: str, artifact_uri: str) -> list[Path]:
    """Return where files of a run and its models lie on this machine."""
    places = [artifact_uri, *(model.artifact_location for model in models_of(store, experiment_id, run_id))]
    found = (mlflow_internals.local_folder(place) for place in places)
    return [folder for folder in found if folder is not None and folder.is_dir()]


def _delete_folder(uri: str, owner: str) -> None:
    """Delete a folder of artifacts, and the one around it where that bears the owner's id."""
    folder = mlflow_internals.local_folder(uri)
    if folder is not None and folder.is_dir():
        shutil.rmtree(folder.parent if folder.parent.name == owner else folder)


def _is_database(store: Store) -> bool:
    return not scheme_of(store.uri).startswith("http")
