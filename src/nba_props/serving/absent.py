"""What is said where a store has no model of an address: what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nba_props.errors import did_you_mean
from nba_props.serving.address import Address, Kind
from nba_props.tracking.comparison.search import LISTS
from nba_props.tracking.registry.base import NO_MODEL, NOTHING
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from mlflow.entities.model_registry import RegisteredModel

GONE = ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND", "INVALID_PARAMETER_VALUE")
"""How MLflow says that there is no such thing; the last one of aliases, and of ids that cannot be."""
MOST = 100
"""Registered models that are looked at."""


def absent(store: Store, address: Address) -> str:
    """Return one line that says that a store has no model of this address, and what it has."""
    uri, name, version = address.uri, address.name, address.version
    if address.kind is Kind.run:
        return f"run {name}: {NO_MODEL if _is_run(store, name) else f'there is none in {store.uri}; {LISTS}'}"
    known = {model.name: model for model in store.client.search_registered_models(max_results=MOST)}
    if address.kind is Kind.logged_model:
        registered = f"registered models: {', '.join(known)}" if known else NOTHING
        return f"{uri}: no logged model has the id {name}; {registered}"
    if name in known:
        return f"{uri}: {name} has no version {version}; {_versions(known[name])}"
    advice = did_you_mean(name, known, every=True) if known else NOTHING
    return f"{uri}: no model {name} is registered; {advice}"


def _is_run(store: Store, run_id: str) -> bool:
    from mlflow.exceptions import MlflowException

    try:
        store.client.get_run(run_id)
    except MlflowException:
        return False
    return True


def _versions(model: RegisteredModel) -> str:
    newest = max((int(each.version) for each in model.latest_versions or ()), default=None)
    aliases = ", ".join(f"{alias} ({held})" for alias, held in sorted(model.aliases.items())) or "none"
    return f"the newest is {newest or 'none'}, aliases: {aliases}"
