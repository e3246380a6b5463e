"""Parts of MLflow that are not its public API, all in one place.

Each function says which public call is missing. All were written for and tried with MLflow 3.17.2; a new
version of MLflow is checked by the tests of this module and of `tests/tracking/stores`.
"""

from __future__ import annotations

import datetime as dt
import importlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient
    from sqlalchemy.engine import Engine

NAMES = {
    "experiments": "SELECT name FROM experiments WHERE lifecycle_stage = 'active' ORDER BY name",
    "runs": "SELECT run_uuid AS name FROM runs WHERE lifecycle_stage = 'active' ORDER BY start_time DESC",
    "models": "SELECT name FROM registered_models ORDER BY name",
    "aliases": "SELECT name || '@' || alias AS name FROM registered_model_aliases ORDER BY name",
}
"""What names a database holds, by kind.

Missing: a client that is there before a shell gives up waiting; importing MLflow takes two seconds.
"""


migrating = threading.Lock()
"""Held where a database may be made: what Alembic migrates by is global to the process."""


def import_stores() -> None:
    """Import the database store, which MLflow does only when a client of a database is made.

    Missing: a way to import what a kind of store needs beforehand, beside other work.
    """
    import mlflow.store.tracking.sqlalchemy_store  # noqa: F401


def make_database(uri: str, artifact_root: str) -> None:
    """Make the tables of a database that has none.

    Missing: `mlflow db upgrade` takes only databases that have tables; a client makes them, but keeps its
    connections open until the process ends, so that the file could not be moved.
    """
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    with migrating:
        SqlAlchemyStore(uri, artifact_root).engine.dispose()


def connect(uri: str) -> Engine:
    """Make an SQLAlchemy engine with MLflow's own settings (`MLFLOW_SQLALCHEMYSTORE_…`).

    Missing: a public maker of engines; a plain `sqlalchemy.create_engine` would ignore these settings.
    """
    from mlflow.store.db.utils import create_sqlalchemy_engine

    engine: Engine = create_sqlalchemy_engine(uri)
    return engine


def schema_revisions() -> list[str]:
    """List the schema versions that the installed MLflow can upgrade from.

    Missing: MLflow tells that a schema does not fit, not whether it is too old or too new.
    """
    from alembic.script import ScriptDirectory
    from mlflow.store.db.utils import _get_alembic_config

    script = ScriptDirectory.from_config(_get_alembic_config(""))
    return [str(step.revision) for step in script.walk_revisions()]


def count_runs(client: MlflowClient, experiment_id: str, start: dt.datetime) -> dict[str, int]:
    """Count the runs of an experiment that started since a moment, by status; databases only.

    Missing: a count. A search sends each run with all its metrics and parameters: 40 s for 10,000 runs.
    """
    from mlflow.store.tracking.dbmodels.models import SqlRun
    from sqlalchemy import func, select

    statement = (
        select(SqlRun.status, func.count())
        .where(SqlRun.experiment_id == int(experiment_id), SqlRun.lifecycle_stage == "active")
        .where(SqlRun.start_time >= int(start.timestamp() * 1000))
        .group_by(SqlRun.status)
    )
    with _database(client).engine.connect() as connection:
        return {str(status): int(count) for status, count in connection.execute(statement)}


def move_artifacts(client: MlflowClient, old: str, new: str) -> None:
    """Change the place of everything that lies in `old` to the same place in `new`; databases only.

    Missing: MLflow never changes where an experiment, run or model keeps its files.
    """
    from mlflow.store.model_registry.dbmodels.models import SqlModelVersion
    from mlflow.store.tracking.dbmodels.models import SqlExperiment, SqlLoggedModel, SqlRun
    from mlflow.tracking._tracking_service import utils
    from sqlalchemy import func, literal, or_, update

    columns: list[tuple[Any, str]] = [
        (SqlExperiment, "artifact_location"),
        (SqlRun, "artifact_uri"),
        (SqlLoggedModel, "artifact_location"),
        (SqlModelVersion, "source"),
        (SqlModelVersion, "storage_location"),
    ]
    with _database(client).engine.begin() as connection:
        for table, name in columns:
            place = getattr(table, name)
            within = func.substr(place, 1, len(old) + 1) == f"{old}/"
            moved = literal(new).concat(func.substr(place, len(old) + 1))
            connection.execute(update(table).where(or_(place == old, within)).values({name: moved}))
    utils._artifact_repos_cache.clear()  # of this process, by run and model


def delete_model_for_good(client: MlflowClient, model_id: str) -> None:
    """Delete the rows of a logged model that is marked as deleted; databases only.

    Missing: `mlflow gc` is a command only, and deletes everything else that is marked as deleted, too.
    """
    _database(client)._hard_delete_logged_model(model_id)


def delete_run_for_good(client: MlflowClient, run_id: str) -> None:
    """Delete the rows of a run that is marked as deleted; see `delete_model_for_good`."""
    _database(client)._hard_delete_run(run_id)


def delete_experiment_for_good(client: MlflowClient, experiment_id: str) -> None:
    """Delete the rows of an experiment that is marked as deleted; see `delete_model_for_good`."""
    _database(client)._hard_delete_experiment(experiment_id)


@contextmanager
def requirements_as_given() -> Iterator[None]:
    """Save models within this context without a check that what they require is installed.

    Missing: a way to say that it is what is installed; to compare, MLflow reads the list of files of every
    installed package, which takes longer than all else of saving a model.
    """
    from mlflow.utils import environment

    with _saving:
        check = environment.warn_dependency_requirement_mismatches
        environment.warn_dependency_requirement_mismatches = lambda _: None
        try:
            yield
        finally:
            environment.warn_dependency_requirement_mismatches = check


_saving = threading.Lock()


def local_folder(artifact_uri: str) -> Path | None:
    """Resolve an artifact URI to the folder on this machine; None where it names another place.

    Missing: MLflow reads local artifacts by copying them; it does not say where they are.
    """
    from mlflow.utils.file_utils import local_file_uri_to_path
    from mlflow.utils.uri import is_local_uri

    local = is_local_uri(artifact_uri, is_tracking_or_registry_uri=False)
    return Path(local_file_uri_to_path(artifact_uri)) if local else None


@contextmanager
def tracking_uri(uri: str) -> Iterator[None]:
    """Make a store MLflow's current one within this context, and then what it was.

    Missing: `mlflow.get_tracking_uri` does not tell what a person has set from what a variable says.
    """
    import mlflow
    from mlflow.tracking._tracking_service import utils

    before = utils._tracking_uri
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before)


@contextmanager
def active_experiment(experiment_id: str) -> Iterator[None]:
    """Make an experiment MLflow's active one within this context, and then what it was.

    Missing: `mlflow.set_experiment` cannot be asked what is set, nor told that nothing is.
    """
    from mlflow.tracking import fluent

    before = fluent._active_experiment_id
    fluent._active_experiment_id = experiment_id
    try:
        yield
    finally:
        fluent._active_experiment_id = before


@contextmanager
def autologging(flavour: str) -> Iterator[None]:
    """Log what a library fits, without its models, within this context, and then as it was set before.

    Missing: `autolog` cannot be asked how it is set.
    """
    from mlflow.utils import autologging_utils as utils

    autolog = importlib.import_module(f"mlflow.{flavour}").autolog
    before = utils.AUTOLOGGING_INTEGRATIONS[flavour]
    autolog(log_models=False, silent=True)
    try:
        yield
    finally:
        beside = utils.AUTOLOGGING_CONF_KEY_IS_GLOBALLY_CONFIGURED  # set by `mlflow.autolog`
        own = {name: value for name, value in before.items() if name != beside}
        autolog(**(own or {"disable": True}))
        utils.AUTOLOGGING_INTEGRATIONS[flavour] = before


def _database(client: MlflowClient) -> Any:  # noqa: ANN401
    return client._tracking_client.store


PRIVATE: Sequence[str] = ("mlflow.store", "mlflow.utils", "mlflow.server", "mlflow.protos")
"""Packages of MLflow without a documented API."""
