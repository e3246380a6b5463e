"""The store that runs are kept in: found or made, checked, and asked for experiments and runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.uri import resolve_uri, scheme_of, sqlite_path
from nba_props.errors import TrackingError
from nba_props.store import Tracking
from nba_props.tracking import database, mlflow_client, mlflow_internals, places, sqlite
from nba_props.tracking.places import ARTIFACTS

if TYPE_CHECKING:
    from mlflow.entities import Dataset, Experiment, RunInfo
    from mlflow.tracking import MlflowClient

    from nba_props.phase import Phase

DUPLICATE_OF = "duplicate_of"
"""The tag of a run that stands for another one with the same job, and keeps numbers only."""
NOTE = "mlflow.note.content"
KIND = "mlflow.experimentKind"
"""Tells MLflow's pages to show an experiment as the training of models, not as work on prompts."""

_TWICE = re.compile(r"UNIQUE constraint|UniqueViolation|IntegrityError")


@dataclass(frozen=True)
class Store:
    """An open store: its URI, free of the current folder, and where new experiments put their artifacts.

    `artifact_root` is None where a server decides.
    """

    uri: str
    client: MlflowClient
    artifact_root: str | None

    def experiment(self, phase: Phase) -> str:
        """Return the id of a phase's experiment, which is made if it is missing.

        Several processes may ask at once.

        Raises:
            TrackingError: the experiment was deleted, the store was moved or cannot be written.
        """
        wanted = {NOTE: phase.description, KIND: "custom_model_development", **phase.tags}
        with mlflow_client.one_line_errors(f"experiment {phase.experiment_name}"):
            found = self.client.get_experiment_by_name(phase.experiment_name)
            if found is None:
                return self._create(phase.experiment_name, wanted)
            return self._checked(found, wanted)

    def _create(self, name: str, tags: dict[str, str]) -> str:
        from mlflow.exceptions import MlflowException

        location = f"{self.artifact_root}/{name}" if self.artifact_root else None
        try:
            return str(self.client.create_experiment(name, artifact_location=location, tags=tags))
        except MlflowException as error:
            found = self.client.get_experiment_by_name(name)
            if error.error_code != "RESOURCE_ALREADY_EXISTS" or found is None:
                raise
            return str(found.experiment_id)

    def _checked(self, found: Experiment, wanted: Mapping[str, str]) -> str:
        if found.lifecycle_stage != "active":
            raise TrackingError(
                f"experiment {found.name} was deleted; bring it back with: MLFLOW_TRACKING_URI={self.uri} "
                f"mlflow experiments restore -x {found.experiment_id}"
            )
        places.check(self, found)
        for key, value in wanted.items():
            if found.tags.get(key) != value:
                self.client.set_experiment_tag(found.experiment_id, key, value)
        return str(found.experiment_id)

    def optimize(self) -> None:
        """Prepare a SQLite file for searches among many runs; other stores do so by themselves."""
        path = sqlite_path(self.uri)
        if path is not None:
            sqlite.optimize(path)

    def log_dataset(self, run_id: str, dataset: Dataset, context: str) -> None:
        """Note a data set as input of a run; once, however often it is noted.

        MLflow looks whether the experiment has the data set, then adds it: where two processes do so at once,
        one of them fails, and finds it there the next time.
        """
        from mlflow.entities import DatasetInput, InputTag

        given = [DatasetInput(dataset, [InputTag("mlflow.data.context", context)])]
        for last in (False, False, True):
            try:
                self.client.log_inputs(run_id, datasets=given)
            except mlflow_client.failures() as error:
                if last or not _TWICE.search(str(error)):
                    raise
            else:
                return

    def info(self, run_id: str) -> RunInfo | None:
        """Return a run's name, status, moments and places; None when it is gone or deleted.

        Raises:
            TrackingError: the store cannot be asked.
        """
        from mlflow.exceptions import MlflowException

        with mlflow_client.one_line_errors(f"run {run_id}"):
            try:
                info = self.client.get_run(run_id).info
            except MlflowException as error:
                if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                    return None
                raise
        return info if info.lifecycle_stage == "active" else None

    def status(self, run_id: str) -> str | None:
        """Return the status of a run (`RUNNING`, `FINISHED`, `FAILED`, `KILLED`).

        None when it is gone or deleted.

        Raises:
            TrackingError: the store cannot be asked.
        """
        info = self.info(run_id)
        return None if info is None else str(info.status)


def preload(tracking: Tracking) -> None:
    """Begin, beside other work, to import MLflow and to make a SQLite store that is missing."""
    mlflow_client.preload()
    path = sqlite_path(tracking.uri)
    if path is not None:
        sqlite.begin(path, _artifact_root(tracking, path) or "")


def open_store(tracking: Tracking | str) -> Store:
    """Open the store that a configuration (or a bare URI) names; a missing SQLite store is made.

    Raises:
        TrackingError: it cannot be reached, is no MLflow store, or belongs to another version of MLflow.
    """
    settings = tracking if isinstance(tracking, Tracking) else Tracking(uri=tracking)
    mlflow_client.load()
    uri, path = resolve_uri(settings.uri), sqlite_path(settings.uri)
    root = _artifact_root(settings, path)
    if path is not None:
        with mlflow_client.one_line_errors(str(path)):
            sqlite.prepare(path, root or "")
    with nullcontext() if path or _is_server(uri) else database.reached(uri):
        return Store(uri, _client(uri), root)


def _is_server(uri: str) -> bool:
    return scheme_of(uri).startswith("http")


def _artifact_root(settings: Tracking, path: Path | None) -> str | None:
    if settings.artifact_root:
        plain = not scheme_of(settings.artifact_root)
        return str(Path.cwd() / settings.artifact_root) if plain else settings.artifact_root
    if path is not None:
        return str(path.parent / ARTIFACTS)
    return None if _is_server(settings.uri) else str(Path.cwd() / ARTIFACTS)


def _client(uri: str) -> MlflowClient:
    from mlflow.tracking import MlflowClient

    with mlflow_client.one_line_errors(f"tracking.uri={uri}"), _plain_schema_errors(uri):
        with mlflow_internals.migrating:
            client = MlflowClient(uri, uri)
        if _is_server(uri):
            with mlflow_client.patience(retries=1, seconds=10):  # it is there, or it is not
                client.search_experiments(max_results=1)
    return client


@contextmanager
def _plain_schema_errors(uri: str) -> Iterator[None]:
    """Say whether a store whose schema does not fit is too old or too new, and what to do."""
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        if "database schema" not in str(error):
            raise
        advice = (
            f"is of an older MLflow; make a copy of it, then run: mlflow db upgrade {uri}"
            if _known_revision(str(error))
            else "was written by a newer MLflow; install that version, or name another store"
        )
        raise TrackingError(f"tracking.uri={uri}: the store {advice} (here: {mlflow.__version__})") from error


def _known_revision(message: str) -> bool:
    """Tell by MLflow's message whether this MLflow can upgrade from the schema version."""
    return any(f"version {revision}," in message for revision in mlflow_internals.schema_revisions())
