"""One change of a registered model at a time, between threads, processes and machines.

MLflow has no lock and no compare-and-set, only tags that are written and read one by one. That is enough: a
writer first writes its event (`waiting`), then looks. If it sees no other open event, it is alone: whoever
writes later will see it. If it sees one, it takes its own back, waits a random while and tries again. So at
most one is ever inside. An open event whose process is gone, or that has not changed for `patience` seconds,
broke off, and whoever comes next completes or undoes it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from nba_props.errors import NBAPropsError
from nba_props.tracking.registry.base import RegistryError
from nba_props.tracking.registry.changes import finish, recover
from nba_props.tracking.registry.client import RegistryClient, Snapshot
from nba_props.tracking.registry.events import Action, Event, State, is_dead, new_key, this_process

_SHORTEST, _LONGEST = 0.02, 0.5
_thread = threading.Lock()


@dataclass
class LockedModel:
    """A model that nobody else may change while its block lasts.

    `now` is the model as it is, `recovered` are changes of others that had broken off and were completed. The
    lock leaves no trace unless `start` is called.
    """

    client: RegistryClient
    model: str
    event: Event
    now: Snapshot
    recovered: list[Event] = field(default_factory=list)

    def start(self, **details: Any) -> Event:  # noqa: ANN401
        """Write down what is about to be done; from here on it is completed or undone, by whomever."""
        self.event = replace(self.event, state=State.STARTED, **details)
        self.client.write(self.model, self.event)
        return self.event

    def finish(self, **details: Any) -> Event:  # noqa: ANN401
        """Write that it is done."""
        self.event = finish(self.client, self.model, replace(self.event, **details))
        return self.event


@dataclass(frozen=True)
class ModelLock:
    """The lock of each model of a registry.

    `patience`: seconds after which an event that does not change has broken off.
    """

    client: RegistryClient
    who: str
    patience: float = 60.0

    @contextmanager
    def hold(self, model: str, action: Action) -> Iterator[LockedModel]:
        """Wait until nobody else changes a model, and recover what has broken off before.

        Raises:
            RegistryError: the model is not registered.
            TrackingError: the store cannot be asked.
        """
        with _thread:
            event, now = self._enter(model, action)
            locked = LockedModel(self.client, model, event, now)
            try:
                self._recover_others(locked)
                yield locked
            finally:
                self._leave(locked)

    def _leave(self, locked: LockedModel) -> None:
        """Take the event back if nothing was begun; if the store fails at that, the next one recovers it."""
        if locked.event.state is State.WAITING:
            with suppress(NBAPropsError):
                self.client.withdraw(locked.model, locked.event)

    def _enter(self, model: str, action: Action) -> tuple[Event, Snapshot]:
        watch = _Watch(self.patience)
        while True:
            now = self._look(model)
            if watch.is_busy(now.history):
                watch.sleep()
                continue
            event = self._announce(model, action, now)
            now = self._look(model)
            others = [other for other in now.history if other.key != event.key]
            if not watch.is_busy(others) and all(other.key < event.key for other in others):
                return event, now
            self.client.withdraw(model, event)
            watch.sleep()

    def _look(self, model: str) -> Snapshot:
        now = self.client.look(model)
        if now is None:
            raise RegistryError(f"{model} is not registered")
        return now

    def _announce(self, model: str, action: Action, now: Snapshot) -> Event:
        key, when = new_key(now.history)
        event = Event(key, action, State.WAITING, self.who, when, **this_process())
        self.client.write(model, event)
        return event

    def _recover_others(self, locked: LockedModel) -> None:
        for earlier in locked.now.history:
            if earlier.open and earlier.key != locked.event.key:
                over = recover(self.client, locked.model, earlier, locked.now)
                locked.now = self._look(locked.model)
                if over is not None and over.state is State.DONE:
                    locked.recovered.append(over)


class _Watch:
    """Sees which open events are those of writers at work, by their processes and by the time."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._seen: dict[tuple[str, State], float] = {}
        self._pause = _SHORTEST

    def is_busy(self, history: list[Event]) -> bool:
        """Whether a writer is at work."""
        return any(event.open and not self._broke_off(event) for event in history)

    def _broke_off(self, event: Event) -> bool:
        since = self._seen.setdefault((event.key, event.state), time.monotonic())
        return is_dead(event) or time.monotonic() - since > self._patience

    def sleep(self) -> None:
        """Wait a random while, so that two who met do not meet again; longer every time."""
        time.sleep(random.uniform(_SHORTEST, self._pause + _SHORTEST))  # noqa: S311
        self._pause = min(2 * self._pause, _LONGEST)
