"""What happened in the registry since a moment: versions that were registered, and changes of aliases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nba_props.tracking.paging import paged
from nba_props.tracking.store import Store

PAGE = 100


@dataclass(frozen=True)
class RegistryEvent:
    """One thing that happened: `what` is `registered`, or what the registry's history calls it."""

    at: dt.datetime
    what: str
    model: str
    version: str
    details: str


def events(store: Store, start: dt.datetime) -> list[RegistryEvent]:
    """Registrations and the entries of the models' histories since a moment, oldest first.

    Raises:
        TrackingError: the store cannot be asked.
    """
    found = [*_registrations(store, start), *_changes(store, start)]
    return sorted(found, key=lambda each: each.at)


def _changes(store: Store, start: dt.datetime) -> Iterator[RegistryEvent]:
    """Promotions, rollbacks and so on, from the history that the registry keeps."""
    search, order = store.client.search_registered_models, ["last_updated_timestamp DESC"]
    for model in paged("registered models", search, max_results=PAGE, order_by=order):
        yield from _history(model.name, model.tags, start)


def _history(model: str, tags: Mapping[str, str], start: dt.datetime) -> Iterator[RegistryEvent]:
    from nba_props.tracking.registry.events import Action, State, events

    for event in events(tags):
        at = dt.datetime.fromisoformat(event.when)
        if at >= start and event.state is State.DONE and event.action is not Action.REGISTER:
            forced = "against the gate" if event.override else ""
            to = f"to {event.to}" if event.to else ""
            details = ", ".join(part for part in (to, f"by {event.who}", forced, event.reason) if part)
            yield RegistryEvent(at, event.action.value, model, event.version or "", details)


def _registrations(store: Store, start: dt.datetime) -> Iterator[RegistryEvent]:
    search, order = store.client.search_model_versions, ["creation_timestamp DESC"]
    for version in paged("registered versions", search, max_results=PAGE, order_by=order):
        at = dt.datetime.fromtimestamp(version.creation_timestamp / 1000, dt.UTC)
        if at < start:
            return
        run = f"run {version.run_id[:8]}" if version.run_id else ""
        yield RegistryEvent(at, "registered", version.name, str(version.version), run)
