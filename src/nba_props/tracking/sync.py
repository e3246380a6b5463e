"""Send what runs kept while their server did not answer, each thing exactly once.

A spool names its run, so sending it twice changes nothing: a parameter gets the value it has, a metric is
known by its name, step, time and value, a file takes the place of the same file. A run that the store does
not hold (another server, or one restored from a backup) is made once and found again by its tag `sync_id`.
"""

from __future__ import annotations

import logging
import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.tracking import abandoned, mlflow_client
from nba_props.tracking.places import ARTIFACTS
from nba_props.tracking.spool import COMMAND, END, FOLDER, HEAD, Head, Spool, entries, read
from nba_props.tracking.store import Store, open_store

if TYPE_CHECKING:
    from mlflow.entities import Run

SYNC_ID = "sync_id"
"""The tag of a run that was made from a spool: the id that the run had in the store it began in."""
log = logging.getLogger(__name__)
_NOT_SEARCHED = (ARTIFACTS, ".cache", ".hydra")


@dataclass(frozen=True)
class Synced:
    """What became of a spool: `logged`, `running` (its run still goes on) or `failed`, and why."""

    folder: str
    state: str
    run_id: str
    experiment: str = ""
    status: str = ""
    problem: str = ""


def sync(roots: Iterable[Path], uri: str | None = None) -> Iterator[Synced]:
    """Send all spools below some folders, and remove those that have been sent.

    Args:
        roots: folders to look in; those that do not exist hold none.
        uri: the store to send to; by default the one that each run began in.
    """
    stores: dict[str, Store | TrackingError] = {}
    for folder in find(roots):
        spool = Spool(folder)
        if not spool.lock():
            head = _head(folder)
            yield Synced(str(folder), "running", head.run_id if head else "")
            continue
        try:
            done = _sync_one(spool, uri, stores)
        finally:
            spool.release()
        if done is not None:
            yield done


def find(roots: Iterable[Path]) -> list[Path]:
    """Return the spools below some folders, sorted."""
    found = set()
    for root in roots:
        for name, folders, files in os.walk(root):
            folders[:] = [folder for folder in folders if folder not in _NOT_SEARCHED]
            if HEAD in files and Path(name).parent.name == FOLDER:
                found.add(Path(name))
                folders.clear()
    return sorted(found)


def replay(store: Store, spool: Spool, run_id: str) -> str:
    """Send everything in a spool to a run, and end it; the status it ends with.

    A run whose process died without a word ends as KILLED.

    Raises:
        TrackingError: the store cannot be reached or refuses.
    """
    end = read(spool.folder / END) or {"status": "KILLED", "time": None}
    with mlflow_client.one_line_errors(f"run {run_id}"):
        for path in entries(spool.folder):
            _send(store, run_id, path)
        store.client.set_terminated(run_id, end["status"], end["time"])
        if end["status"] != "KILLED":
            abandoned.forget(store, store.client.get_run(run_id))
    return str(end["status"])


def _send(store: Store, run_id: str, path: Path) -> None:
    """Send a set of files, a data set or a batch."""
    from mlflow.entities import Dataset

    if path.is_dir():
        store.client.log_artifacts(run_id, str(path))
        return
    plain = read(path)
    if "dataset" in plain:
        store.log_dataset(run_id, Dataset(**plain["dataset"]), plain["context"])
    else:
        store.client.log_batch(run_id, **_entities(plain))


def close(store: Store, spool: Spool, run_id: str) -> None:
    """End the spool of a run that has ended: remove it, or try once more to send what the server missed."""
    try:
        if spool.failure is not None:
            with mlflow_client.patience(retries=0, seconds=10):
                replay(store, spool, run_id)
        spool.discard()
    except TrackingError as error:
        spool.release()
        log.warning("%s: not logged in full; log it later with: %s", error, _command(spool))


def _command(spool: Spool) -> str:
    return f"{COMMAND} {shlex.quote(str(spool.folder.parent.parent))}"


def _sync_one(spool: Spool, uri: str | None, stores: dict[str, Store | TrackingError]) -> Synced | None:
    """Send one spool; None where it was sent and removed by another process meanwhile."""
    run_id = experiment = ""
    try:
        head = _head(spool.folder)
        if head is None:
            shutil.rmtree(spool.folder, ignore_errors=True)
            return None
        run_id, experiment = head.run_id, head.phase["experiment_name"]
        store = _store(uri or head.uri, stores)
        run_id = _run_of(store, head)
        status = replay(store, spool, run_id)
        spool.discard()
    except TrackingError as error:
        return Synced(str(spool.folder), "failed", run_id, experiment, problem=str(error))
    return Synced(str(spool.folder), "logged", run_id, experiment, status)


def _store(uri: str, stores: dict[str, Store | TrackingError]) -> Store:
    """Return the store, asked once: one that is down is not waited for again for each spool."""
    if uri not in stores:
        try:
            stores[uri] = open_store(uri)
        except TrackingError as error:
            stores[uri] = error
    found = stores[uri]
    if isinstance(found, TrackingError):
        raise found
    return found


def _head(folder: Path) -> Head | None:
    plain = read(folder / HEAD)
    try:
        return None if plain is None else Head(**plain)
    except TypeError as error:
        raise TrackingError(f"{folder / HEAD}: is no run of this program: {error}") from error


def _run_of(store: Store, head: Head) -> str:
    """Return the id of the run in the store.

    The one it began as, one made from this spool before, or a new one.
    """
    run = _existing(store, head.run_id)
    if run is None:
        return _made(store, head)
    if run.info.lifecycle_stage != "active":
        raise TrackingError(f"run {head.run_id} was deleted; restore it in MLflow, or remove its folder")
    return head.run_id


def _existing(store: Store, run_id: str) -> Run | None:
    from mlflow.exceptions import MlflowException

    with mlflow_client.one_line_errors(f"run {run_id}"):
        try:
            return store.client.get_run(run_id)
        except MlflowException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return None
            raise


def _made(store: Store, head: Head) -> str:
    experiment = store.experiment(Phase(**head.phase))
    with mlflow_client.one_line_errors(f"run {head.run_id}"):
        found = store.client.search_runs([experiment], f"tags.{SYNC_ID} = '{head.run_id}'", max_results=1)
        if found:
            return str(found[0].info.run_id)
        tags = {**head.tags, SYNC_ID: head.run_id}
        with mlflow_client.patience(retries=0):  # a request that is repeated could make two
            made = store.client.create_run(experiment, head.started, tags, head.name)
    return str(made.info.run_id)


def _entities(plain: dict[str, list[Any]]) -> dict[str, list[Any]]:
    from mlflow.entities import Metric, Param, RunTag

    kinds = {"params": Param, "metrics": Metric, "tags": RunTag}
    return {kind: [kinds[kind](*values) for values in found] for kind, found in plain.items()}
