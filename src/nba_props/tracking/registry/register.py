"""From a run to a version of its market's model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nba_props.errors import TrackingError
from nba_props.tracking.comparison.search import find_run
from nba_props.tracking.registry.base import NO_MODEL, RegistryError, full_name
from nba_props.tracking.registry.client import RegistryClient
from nba_props.tracking.registry.events import Action
from nba_props.tracking.registry.lock import LockedModel

if TYPE_CHECKING:
    from mlflow.entities import LoggedModel, Run

MARKET = "market"
WHOLE = re.compile("[0-9a-f]{32}")
"""A run's id."""
COPIED = ("model_type", "feature_set", "phase", "lineup", "prices", "job")
"""Tags of a run that its version has too."""


def finished_run(client: RegistryClient, run_id: str) -> Run:
    """Return a run that a model may be taken from, by its id or the beginning of it, as tables show it.

    Raises:
        RegistryError: it is not there (or several begin so), was deleted, or did not finish.
    """
    run = client.run(run_id if WHOLE.fullmatch(run_id) else _whole(client, run_id))
    if run is None or run.info.lifecycle_stage != "active":
        raise RegistryError(f"run {run_id}: is not in {client.store.uri}")
    if run.info.status != "FINISHED":
        raise RegistryError(f"run {run_id}: is {run.info.status}, not FINISHED")
    return run


def _whole(client: RegistryClient, beginning: str) -> str:
    try:
        return find_run(client.store, beginning).id
    except TrackingError as error:
        raise RegistryError(str(error)) from error


def find_logged_model(client: RegistryClient, run: Run) -> LoggedModel:
    """Return the model that a run logged; of several the one of the last step, of those the last made.

    Raises:
        RegistryError: there is none, its upload broke off, or its files are gone.
    """
    logged = run.outputs.model_outputs if run.outputs else []
    run_id = run.info.run_id
    if not logged:
        raise RegistryError(f"run {run_id}: {NO_MODEL}")
    last_step = max(each.step for each in logged)
    last = [each.model_id for each in logged if each.step == last_step]
    there = [model for each in last if (model := client.logged_model(each)) is not None]
    if not there:
        raise RegistryError(f"run {run_id}: its model {last[0]} is gone, not READY")
    model = max(there, key=lambda each: int(each.creation_timestamp))
    if str(model.status) != "READY":
        raise RegistryError(f"run {run_id}: its model {model.model_id} is {model.status}, not READY")
    if not client.has_model_files(model.model_id):
        raise RegistryError(
            f"run {run_id}: its model's files are not in {model.artifact_location}; if the store was moved: "
            f"nba-props doctor --repair --store {client.store.uri}"
        )
    return model


def model_for(client: RegistryClient, run: Run) -> str:
    """Return the registered model of a run's market, made if it is missing.

    Raises:
        RegistryError: the run does not say what its market is.
    """
    market = run.data.tags.get(MARKET, "")
    if not market.isidentifier():
        raise RegistryError(
            f"run {run.info.run_id}: has no tag {MARKET}, so it belongs to no registered model"
        )
    name = full_name(market)
    client.create_model(name, f"Predictions of {market}: mean, quantiles, P(over).", {MARKET: market})
    return name


def register(locked: LockedModel, logged: LoggedModel, run: Run, description: str | None) -> tuple[bool, str]:
    """Make the run's version unless it has one.

    Whether one was made, by this or by the same call that broke off, and its number.
    """
    client, model, run_id = locked.client, locked.model, str(run.info.run_id)
    made = next(client.versions(model, locked.now.aliases, run_id), None)
    if made is not None:
        client.link(model, made.version, logged)
        return any(_is_of(each.action, each.run_id, run_id) for each in locked.recovered), made.version
    locked.start(run_id=run_id)
    tags = {name: run.data.tags[name] for name in (MARKET, *COPIED) if name in run.data.tags}
    version = client.create_version(model, logged, tags, description)
    client.link(model, version, logged)
    locked.finish(version=version)
    return True, version


def _is_of(action: Action, made_by: str | None, run_id: str) -> bool:
    return action is Action.REGISTER and made_by == run_id
