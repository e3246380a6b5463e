"""Abandoned runs: RUNNING in the store though their process is gone, as SIGKILL and power cuts leave them.

Every run carries its process as a tag, that of a sweep the processes of all who work on it. Who opens the
store next ends those whose processes are all known to be dead: they ran on this machine and no longer do. Of
other machines nothing is known here, so their runs stay.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nba_props.core import process
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client
from nba_props.tracking.paging import paged

if TYPE_CHECKING:
    from mlflow.entities import Experiment
    from mlflow.entities import Run as MlflowRun

    from nba_props.tracking.store import Store

PROCESS = "process"
"""The tag of a run that names its process: host, pid namespace, pid and start time."""
_BETWEEN = "; "
"""Parts several processes."""
FAILURE = "failure"
REASON = "its process is gone (killed, or the machine went down)"
"""The tag `failure` of a run that was ended by somebody else than its own process."""
_PAGE = 1000
log = logging.getLogger(__name__)


def tags(run_tags: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the tags of a run that this process works on, beside those of its tags that may live."""
    others = (run_tags or {}).get(PROCESS, "").split(_BETWEEN)
    living = [each for each in others if each and not process.is_gone(each)]
    return {PROCESS: _BETWEEN.join(dict.fromkeys([*living, str(process.this_process())]))}


def find(store: Store) -> list[MlflowRun]:
    """Return the abandoned runs of a store; one search of those that are RUNNING on this machine.

    Raises:
        TrackingError: the store cannot be asked.
    """
    here = process.this_process()
    where = f"attributes.status = 'RUNNING' AND tags.{PROCESS} LIKE '%{here.host}/{here.namespace} %'"
    places = [each.experiment_id for each in _experiments(store)]
    running = paged("runs", store.client.search_runs, places, where, max_results=_PAGE) if places else ()
    return [run for run in running if all(map(process.is_gone, run.data.tags[PROCESS].split(_BETWEEN)))]


def end_all(store: Store) -> list[MlflowRun]:
    """End the abandoned runs of a store as KILLED; those that were ended.

    Several processes may do so at once.

    Raises:
        TrackingError: the store cannot be asked or written.
    """
    return [run for run in find(store) if _end(store, run)]


def tidy(store: Store) -> None:
    """End the abandoned runs before something else, which goes on where the store may not be written."""
    try:
        for run in end_all(store):
            log.warning("run %s is KILLED: %s", run.info.run_id, REASON)
    except TrackingError as error:
        log.debug("abandoned runs stay as they are: %s", error)


def is_ended(run_tags: Mapping[str, str]) -> bool:
    """Whether a run was ended as abandoned; who knows better what came of it may end it anew."""
    return run_tags.get(FAILURE) == REASON


def forget(store: Store, run: MlflowRun) -> None:
    """Take back that a run was abandoned.

    Raises:
        TrackingError: the store cannot be written.
    """
    if is_ended(run.data.tags):
        with mlflow_client.one_line_errors(f"run {run.info.run_id}"):
            store.client.delete_tag(run.info.run_id, FAILURE)


def _experiments(store: Store) -> Iterator[Experiment]:
    return paged("experiments", store.client.search_experiments, max_results=_PAGE)


def _end(store: Store, run: MlflowRun) -> bool:
    """End a run unless somebody has meanwhile; the reason first, so that one who breaks off is repeated."""
    run_id = run.info.run_id
    if store.status(run_id) != "RUNNING":
        return False
    try:
        with mlflow_client.one_line_errors(f"run {run_id}"):
            store.client.set_tag(run_id, FAILURE, REASON)
    except TrackingError:
        if not is_ended(store.client.get_run(run_id).data.tags):  # somebody else said so at the same moment
            raise
    with mlflow_client.one_line_errors(f"run {run_id}"):
        store.client.set_terminated(run_id, "KILLED")
    return True
