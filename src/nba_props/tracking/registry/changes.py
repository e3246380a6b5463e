"""How aliases are moved, so that no crash leaves production empty, and how what broke off is settled.

The order of the calls is what makes it safe. `previous` is set first, to what is in production now; then
`production` is moved in one call, in which the store replaces the old version; only then is anything taken
away. Each call can be made twice. Before them the event says where everything was, so whoever comes next can
tell whether the move took place, and complete it or put `previous` back.
"""

from __future__ import annotations

from dataclasses import replace

from nba_props.tracking.registry.base import ARCHIVED, PREVIOUS, PRODUCTION, STAGING
from nba_props.tracking.registry.client import Shelf, Snapshot
from nba_props.tracking.registry.events import Action, Event, State

_MOVES = (Action.PROMOTE, Action.ROLLBACK)


def move(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    """Point the event's alias at its version; `event` is written as started, `now` is what there was then."""
    if event.to == PRODUCTION and event.before not in (None, now.aliases.get(PREVIOUS)):
        shelf.point(model, PREVIOUS, event.before)
    shelf.point(model, event.to or STAGING, event.version)
    return _tidy(shelf, model, event, now)


def archive(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    """Mark a version as out of use, or take the mark away."""
    shelf.mark(model, event.version or "", ARCHIVED, _mark(event))
    return _tidy_archive(shelf, model, event, now)


def finish(shelf: Shelf, model: str, event: Event, state: State = State.DONE) -> Event:
    """Write that an event is over."""
    over = replace(event, state=state)
    shelf.write(model, over)
    return over


def settle(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event | None:
    """Complete a change whose writer is gone, or undo it; None where it had not begun."""
    if event.state is State.WAITING:
        shelf.withdraw(model, event)
        return None
    if event.action in _MOVES:
        return _settle_move(shelf, model, event, now)
    if event.action is Action.REGISTER:
        return _settle_registration(shelf, model, event, now)
    return _settle_archive(shelf, model, event, now)


def _settle_move(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    if now.aliases.get(event.to or "") == event.version:
        if event.to == PRODUCTION and event.before not in (None, now.aliases.get(PREVIOUS)):
            shelf.point(model, PREVIOUS, event.before)
        return _tidy(shelf, model, event, now)
    moved = event.to == PRODUCTION and event.before is not None and event.before != event.previous
    if moved and now.aliases.get(PREVIOUS) == event.before == now.aliases.get(PRODUCTION):
        shelf.point(model, PREVIOUS, event.previous)
    return finish(shelf, model, event, State.UNDONE)


def _settle_registration(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    made = next(shelf.versions(model, now.aliases, event.run_id), None)
    if made is None:
        return finish(shelf, model, event, State.UNDONE)
    return finish(shelf, model, replace(event, version=made.version))


def _settle_archive(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    found = shelf.version(model, event.version or "")
    if found is None or found.archived != _mark(event):
        return finish(shelf, model, event, State.UNDONE)
    return _tidy_archive(shelf, model, event, now)


def _tidy_archive(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    """What is out of use is no candidate any more."""
    if event.action is Action.ARCHIVE and now.aliases.get(STAGING) == event.version:
        shelf.point(model, STAGING, None)
    return finish(shelf, model, event)


def _tidy(shelf: Shelf, model: str, event: Event, now: Snapshot) -> Event:
    """What is in production is no candidate any more."""
    if event.to == PRODUCTION and now.aliases.get(STAGING) == event.version:
        shelf.point(model, STAGING, None)
    return finish(shelf, model, event)


def _mark(event: Event) -> str | None:
    return (event.reason or "out of use") if event.action is Action.ARCHIVE else None
