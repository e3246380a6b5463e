"""One change of a registered model at a time, between threads, processes and machines.

MLflow has no lock and no compare-and-set, only tags that are written and read one by one. That is enough: a
writer first writes its event (`waiting`), then looks. If it sees no other open event, it is alone: whoever
writes later will see it. If it sees one, it takes its own back, waits a random while and tries again. So at
most one is ever inside. An open event whose process is gone, or that has not changed for `patience` seconds,
broke off, and is settled by whoever comes next.
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
from nba_props.tracking.registry.changes import finish, settle
from nba_props.tracking.registry.client import Shelf, Snapshot
from nba_props.tracking.registry.events import Action, Event, State, is_dead, new_key, this_process

_SHORTEST, _LONGEST = 0.02, 0.5
_thread = threading.Lock()


@dataclass
class Turn:
    """The right to change a model, while its block lasts.

    `now` is the model as it is, `settled` are changes of others that had broken off and were completed. The
    turn ends without a trace unless `start` is called.
    """

    shelf: Shelf
    model: str
    event: Event
    now: Snapshot
    settled: list[Event] = field(default_factory=list)

    def start(self, **details: Any) -> Event:  # noqa: ANN401
        """Write down what is about to be done; from here on it is completed or undone, by whomever."""
        self.event = replace(self.event, state=State.STARTED, **details)
        self.shelf.write(self.model, self.event)
        return self.event

    def finish(self, **details: Any) -> Event:  # noqa: ANN401
        """Write that it is done."""
        self.event = finish(self.shelf, self.model, replace(self.event, **details))
        return self.event


@dataclass(frozen=True)
class Turns:
    """Hands out turns. `patience`: seconds after which an event that does not change has broken off."""

    shelf: Shelf
    who: str
    patience: float = 60.0

    @contextmanager
    def turn(self, model: str, action: Action) -> Iterator[Turn]:
        """Wait for the turn to change a model, and settle what has broken off before.

        Raises:
            RegistryError: the model is not registered.
            TrackingError: the store cannot be asked.
        """
        with _thread:
            event, now = self._enter(model, action)
            turn = Turn(self.shelf, model, event, now)
            try:
                self._settle_others(turn)
                yield turn
            finally:
                self._leave(turn)

    def _leave(self, turn: Turn) -> None:
        """Take the event back if nothing was begun; if the store fails at that, the next one settles it."""
        if turn.event.state is State.WAITING:
            with suppress(NBAPropsError):
                self.shelf.withdraw(turn.model, turn.event)

    def _enter(self, model: str, action: Action) -> tuple[Event, Snapshot]:
        watch = _Watch(self.patience)
        while True:
            now = self._look(model)
            if watch.is_busy(now.history):
                watch.sleep()
                continue
            event = self._announce(model, action, now)
            now = self._look(model)
            others = [each for each in now.history if each.key != event.key]
            if not watch.is_busy(others) and all(each.key < event.key for each in others):
                return event, now
            self.shelf.withdraw(model, event)
            watch.sleep()

    def _look(self, model: str) -> Snapshot:
        now = self.shelf.look(model)
        if now is None:
            raise RegistryError(f"{model} is not registered")
        return now

    def _announce(self, model: str, action: Action, now: Snapshot) -> Event:
        key, when = new_key(now.history)
        event = Event(key, action, State.WAITING, self.who, when, **this_process())
        self.shelf.write(model, event)
        return event

    def _settle_others(self, turn: Turn) -> None:
        for each in turn.now.history:
            if each.open and each.key != turn.event.key:
                over = settle(self.shelf, turn.model, each, turn.now)
                turn.now = self._look(turn.model)
                if over is not None and over.state is State.DONE:
                    turn.settled.append(over)


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
        """A random while, so that two who met do not meet again; longer every time."""
        time.sleep(random.uniform(_SHORTEST, self._pause + _SHORTEST))  # noqa: S311
        self._pause = min(2 * self._pause, _LONGEST)
