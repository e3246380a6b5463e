"""The registry's calls to the store: one method a call, errors as one line, what is not there as None."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nba_props.core.uri import default_uri, sqlite_path
from nba_props.errors import TrackingError
from nba_props.store import Tracking
from nba_props.tracking import mlflow_client
from nba_props.tracking.paging import paged
from nba_props.tracking.registry.base import ARCHIVED, LOGGED_MODEL, PREFIX, Model, Version, market_of, moment
from nba_props.tracking.registry.events import Event, events
from nba_props.tracking.store import Store, open_store

if TYPE_CHECKING:
    from mlflow.entities import LoggedModel, Run
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel

PAGE = 200
_GONE = ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND")
_VERSIONS_OF_MODEL = "mlflow.modelVersions"
"""The tag by which MLflow's pages lead from a logged model to its registered versions."""


def open_existing(store: Tracking | Store | str | None) -> Store:
    """Open the store that an argument names, or the default one; only runs make stores.

    Raises:
        TrackingError: it is not there, or cannot be used.
        ConfigError: the URI is not allowed.
    """
    if store is None or isinstance(store, str):
        store = Tracking(uri=store or default_uri())
    if not isinstance(store, Tracking):
        return store
    path = sqlite_path(store.uri)
    if path is not None and not path.is_file():
        raise TrackingError(f"{path}: there is no store; run an experiment first, or name another store")
    return open_store(store)


@dataclass(frozen=True)
class Snapshot:
    """A registered model at one moment: the version of each alias, and its history."""

    model: Model
    history: list[Event] = field(default_factory=list)

    @property
    def aliases(self) -> Mapping[str, str]:
        """The version by alias."""
        return self.model.aliases


@dataclass(frozen=True)
class RegistryClient:
    """The calls that the registry makes to a store."""

    store: Store

    def look(self, model: str) -> Snapshot | None:
        """Return a registered model with its aliases and history; None where it is not registered."""
        found = self._ask(model, "get_registered_model", model)
        return None if found is None else Snapshot(_model(found), events(found.tags))

    def models(self) -> Iterator[Model]:
        """All registered models of this project, page by page."""
        where = f"name LIKE '{PREFIX}%'"
        for model in self._pages("models", "search_registered_models", where, order_by=["name ASC"]):
            yield _model(model)

    def version(self, model: str, version: str) -> Version | None:
        """One version by its number."""
        found = self._ask(f"{model} version {version}", "get_model_version", model, version)
        return None if found is None else _version(found, tuple(found.aliases))

    def versions(
        self, model: str, aliases: Mapping[str, str], run_id: str | None = None
    ) -> Iterator[Version]:
        """Yield the versions of a model (those that a run made), newest first, page by page."""
        where = f"name = '{model}'" + (f" AND run_id = '{run_id}'" if run_id else "")
        order = ["version_number DESC"]
        for version in self._pages(model, "search_model_versions", where, order_by=order):
            number = str(version.version)
            yield _version(version, tuple(sorted(name for name, held in aliases.items() if held == number)))

    def create_model(self, model: str, description: str, tags: Mapping[str, str]) -> None:
        """Register a model's name, unless somebody has."""
        from mlflow.exceptions import MlflowException

        with mlflow_client.one_line_errors(model):
            try:
                self.store.client.create_registered_model(model, dict(tags), description)
            except MlflowException as error:
                if error.error_code != "RESOURCE_ALREADY_EXISTS":
                    raise

    def create_version(
        self, model: str, logged: LoggedModel, tags: Mapping[str, str], text: str | None
    ) -> str:
        """Make a version of a logged model; its number."""
        with (
            mlflow_client.one_line_errors(model),
            mlflow_client.patience(retries=0),
        ):  # repeated, it could make two
            made = self.store.client.create_model_version(
                model,
                logged.artifact_location,
                run_id=logged.source_run_id,
                tags={**tags, LOGGED_MODEL: str(logged.model_id)},
                description=text,
                model_id=logged.model_id,
            )
        return str(made.version)

    def link(self, model: str, version: str, logged: LoggedModel) -> None:
        """Show the version on the logged model's page, and thereby on the run's."""
        known: list[dict[str, Any]] = json.loads(logged.tags.get(_VERSIONS_OF_MODEL, "[]"))
        entry = {"name": model, "version": int(version)}
        if all({**each, "version": int(each["version"])} != entry for each in known):
            value = {_VERSIONS_OF_MODEL: json.dumps([*known, entry])}
            self._call(model, "set_logged_model_tags", logged.model_id, value)

    def point(self, model: str, alias: str, version: str | None) -> None:
        """Let an alias point at a version, in one call; None takes it away."""
        if version is None:
            self._call(f"{model}@{alias}", "delete_registered_model_alias", model, alias)
        else:
            self._call(f"{model}@{alias}", "set_registered_model_alias", model, alias, version)

    def write(self, model: str, event: Event) -> None:
        """Write an event into the history, or its new state."""
        self._call(model, "set_registered_model_tag", model, event.key, event.text())

    def withdraw(self, model: str, event: Event) -> None:
        """Take an event back that changed nothing."""
        self._ask(model, "delete_registered_model_tag", model, event.key)

    def mark(self, model: str, version: str, key: str, value: str | None) -> None:
        """Set a tag of a version; None takes it away."""
        if value is None:
            self._ask(model, "delete_model_version_tag", model, version, key)
        else:
            self._call(model, "set_model_version_tag", model, version, key, value)

    def run(self, run_id: str) -> Run | None:
        """Return a run; None where it is not there."""
        run: Run | None = self._ask(f"run {run_id}", "get_run", run_id)
        return run

    def logged_model(self, model_id: str) -> LoggedModel | None:
        """Return a logged model; None where it is not there."""
        model: LoggedModel | None = self._ask(f"model {model_id}", "get_logged_model", model_id)
        return model

    def has_files(self, version: Version) -> bool:
        """Whether the model's files are there; versions made elsewhere are taken at their word."""
        model_id = version.tags.get(LOGGED_MODEL)
        return model_id is None or self.has_model_files(model_id)

    def has_model_files(self, model_id: str) -> bool:
        """Whether a logged model's files are there."""
        files = self._ask(f"model {model_id}", "list_logged_model_artifacts", model_id)
        return any(file.path == "MLmodel" for file in files or ())

    def _pages(self, what: str, method: str, where: str, **options: Any) -> Iterator[Any]:  # noqa: ANN401
        return paged(what, getattr(self.store.client, method), where, max_results=PAGE, **options)

    def _ask(self, what: str, method: str, *words: Any) -> Any:  # noqa: ANN401
        """Call the store; None where it says that there is no such thing."""
        with mlflow_client.one_line_errors(what), _none_if_gone() as found:
            found.append(getattr(self.store.client, method)(*words))
        return found[0] if found else None

    def _call(self, what: str, method: str, *words: Any, **options: Any) -> Any:  # noqa: ANN401
        with mlflow_client.one_line_errors(what):
            return getattr(self.store.client, method)(*words, **options)


@contextmanager
def _none_if_gone() -> Iterator[list[Any]]:
    from mlflow.exceptions import MlflowException

    try:
        yield []
    except MlflowException as error:
        if error.error_code not in _GONE:
            raise


def _model(found: RegisteredModel) -> Model:
    latest = max((int(version.version) for version in found.latest_versions or ()), default=None)
    return Model(
        model=str(found.name),
        market=market_of(str(found.name)),
        aliases={str(name): str(version) for name, version in sorted(found.aliases.items())},
        latest=None if latest is None else str(latest),
        updated=moment(found.last_updated_timestamp),
    )


def _version(found: ModelVersion, aliases: tuple[str, ...]) -> Version:
    return Version(
        model=str(found.name),
        version=str(found.version),
        run_id=str(found.run_id or ""),
        status=str(found.status),
        created=moment(found.creation_timestamp),
        source=str(found.source),
        description=str(found.description or ""),
        aliases=tuple(sorted(map(str, aliases))),
        archived=found.tags.get(ARCHIVED),
        tags=dict(found.tags),
    )
