"""What a model's history says of a change that is asked for: was it made already, what does it go back to."""

from __future__ import annotations

from nba_props.tracking.registry.base import PREVIOUS, PRODUCTION, RegistryError
from nba_props.tracking.registry.client import Snapshot
from nba_props.tracking.registry.events import Action, Event, rolled_back
from nba_props.tracking.registry.lock import LockedModel


def target(now: Snapshot) -> str:
    """Return what a rollback goes back to where nobody says.

    Raises:
        RegistryError: there is nothing, or it was itself rolled back.
    """
    name, target = now.model.model, now.aliases.get(PREVIOUS)
    if PRODUCTION not in now.aliases:
        raise RegistryError(f"{name}: nothing is in production")
    if target is None or target == now.aliases[PRODUCTION]:
        raise RegistryError(f"{name}: there is no previous production version; name the one to go back to")
    event = rolled_back(now.history).get(target)
    if event is not None:
        raise RegistryError(
            f"{name}: the previous version {target} was itself rolled back ({event.reason}); "
            "name the version to go back to"
        )
    return target


def completed(locked: LockedModel, version: str | int | None) -> Event | None:
    """Return the same rollback, where it had broken off and was completed just now."""
    same = [event for event in locked.recovered if event.action is Action.ROLLBACK]
    return same[-1] if same and version in (None, same[-1].version) else None


def last(locked: LockedModel, version: str, action: Action) -> Event | None:
    """Return the last event that did this to a version."""
    same = [past for past in locked.now.history if past.action is action and past.version == version]
    return same[-1] if same else None
