"""Artifact places of a SQLite store whose folder was moved, renamed or copied.

MLflow keeps the absolute place of every experiment, run and model. The files of a store lie beside it by
default, so where the folder has moved they lie beside it still, but MLflow looks for them, and would write
the next ones, in the old place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.uri import sqlite_path
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.paging import paged

if TYPE_CHECKING:
    from mlflow.entities import Experiment

    from nba_props.tracking.store import Store

ARTIFACTS = "mlartifacts"
"""The folder beside a SQLite store in which experiments keep their files by default."""


@dataclass(frozen=True)
class Moved:
    """An experiment whose files are looked for in an `old` place, as MLflow has it, and lie in `new`."""

    experiment: str
    old: str
    new: Path


def moved(store: Store, experiment: Experiment) -> Moved | None:
    """Return the places of an experiment whose store was moved since; None where its place is the right one.

    It was where the files lie beside the store and the old place is gone or is that of another store, or
    where the whole old folder is gone.
    """
    path = sqlite_path(store.uri)
    place = None if path is None else mlflow_internals.local_folder(experiment.artifact_location)
    if path is None or place is None or place.parent.name != ARTIFACTS or _is_chosen(place.parent, store):
        return None
    old, new = place.parent.parent, path.parent / ARTIFACTS / place.name
    if _is_same_folder(old, path.parent):
        return None
    left = not place.exists() or (old / path.name).is_file()
    if old.exists() and not (left and new.is_dir()):
        return None
    return Moved(experiment.name, experiment.artifact_location, new)


def check(store: Store, experiment: Experiment) -> None:
    """Refuse to write to the old place of an experiment.

    Raises:
        TrackingError: the store was moved.
    """
    found = moved(store, experiment)
    if found is not None:
        raise _refusal(found, store)


def check_all(store: Store) -> None:
    """Refuse to touch the files of a store that was moved, which may be those of the original.

    Raises:
        TrackingError: the store was moved.
    """
    for found in find(store):
        raise _refusal(found, store)


def check_files(store: Store, place: Path) -> None:
    """Say why files are not where the store has them, where that is because it was moved.

    Raises:
        TrackingError: they are not there, and the store was moved.
    """
    found = None if place.exists() else next(iter(find(store)), None)
    if found is not None:
        raise _refusal(found, store)


def _refusal(found: Moved, store: Store) -> TrackingError:
    return TrackingError(
        f"experiment {found.experiment}: its files belong in {found.old}, but the store was moved; "
        f"let it find them beside it: nba-props doctor --repair --store {store.uri}"
    )


def find(store: Store) -> list[Moved]:
    """Return the experiments of a store that look for their files in an old place.

    Raises:
        TrackingError: the store cannot be asked.
    """
    every = paged("experiments", store.client.search_experiments, max_results=1000)
    return [found for experiment in every if (found := moved(store, experiment))]


def follow(store: Store) -> list[Moved]:
    """Let the experiments of a moved store, their runs and models find their files beside it; which ones.

    Raises:
        TrackingError: the store cannot be written.
    """
    found = find(store)
    for each in found:
        with mlflow_client.one_line_errors(f"experiment {each.experiment}"):
            mlflow_internals.move_artifacts(store.client, each.old, str(each.new))
    return found


def _is_chosen(folder: Path, store: Store) -> bool:
    """Whether a folder is where the store's configuration puts new experiments."""
    return store.artifact_root is not None and _is_same_folder(folder, Path(store.artifact_root))


def _is_same_folder(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
