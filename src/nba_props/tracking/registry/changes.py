"""Moving aliases so that no crash leaves production empty, and recovering a change that broke off.

The order of the calls is what makes it safe. `previous` is set first, to what is in production now; then
`production` is moved in one call, in which the store replaces the old version; only then is anything taken
away. Each call can be made twice. Before them the event says where everything was, so whoever comes next can
tell whether the move took place, and complete it or put `previous` back.
"""

from __future__ import annotations

from dataclasses import replace

from nba_props.tracking.registry.base import ARCHIVED, PREVIOUS, PRODUCTION, STAGING
from nba_props.tracking.registry.client import RegistryClient, Snapshot
from nba_props.tracking.registry.events import Action, Event, State

_MOVES = (Action.PROMOTE, Action.ROLLBACK)


def move(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    """Point the event's alias at its version; `event` is written as started, `now` is what there was then."""
    if event.to == PRODUCTION and event.before not in (None, now.aliases.get(PREVIOUS)):
        client.point(model, PREVIOUS, event.before)
    client.point(model, event.to or STAGING, event.version)
    return _tidy(client, model, event, now)


def archive(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    """Mark a version as out of use, or take the mark away."""
    client.mark(model, event.version or "", ARCHIVED, _mark(event))
    return _tidy_archive(client, model, event, now)


def finish(client: RegistryClient, model: str, event: Event, state: State = State.DONE) -> Event:
    """Write that an event is over."""
    over = replace(event, state=state)
    client.write(model, over)
    return over


def recover(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event | None:
    """Complete a change whose writer is gone, or undo it; None where it had not begun."""
    if event.state is State.WAITING:
        client.withdraw(model, event)
        return None
    if event.action in _MOVES:
        return _recover_move(client, model, event, now)
    if event.action is Action.REGISTER:
        return _recover_registration(client, model, event, now)
    return _recover_archive(client, model, event, now)


def _recover_move(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    if now.aliases.get(event.to or "") == event.version:
        if event.to == PRODUCTION and event.before not in (None, now.aliases.get(PREVIOUS)):
            client.point(model, PREVIOUS, event.before)
        return _tidy(client, model, event, now)
    moved = event.to == PRODUCTION and event.before is not None and event.before != event.previous
    if moved and now.aliases.get(PREVIOUS) == event.before == now.aliases.get(PRODUCTION):
        client.point(model, PREVIOUS, event.previous)
    return finish(client, model, event, State.UNDONE)


def _recover_registration(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    made = next(client.versions(model, now.aliases, event.run_id), None)
    if made is None:
        return finish(client, model, event, State.UNDONE)
    return finish(client, model, replace(event, version=made.version))


def _recover_archive(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    found = client.version(model, event.version or "")
    if found is None or found.archived != _mark(event):
        return finish(client, model, event, State.UNDONE)
    return _tidy_archive(client, model, event, now)


def _tidy_archive(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    """Return what is out of use is no candidate any more."""
    if event.action is Action.ARCHIVE and now.aliases.get(STAGING) == event.version:
        client.point(model, STAGING, None)
    return finish(client, model, event)


def _tidy(client: RegistryClient, model: str, event: Event, now: Snapshot) -> Event:
    """Return what is in production is no candidate any more."""
    if event.to == PRODUCTION and now.aliases.get(STAGING) == event.version:
        client.point(model, STAGING, None)
    return finish(client, model, event)


def _mark(event: Event) -> str | None:
    return (event.reason or "out of use") if event.action is Action.ARCHIVE else None
