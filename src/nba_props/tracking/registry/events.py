"""The history of a registered model: one tag an event, so that writers never overwrite each other.

An event is written before anything is changed, with all that is needed to complete or undo the change, and
again when the change is done. So the history is also the log from which a change that broke off is recovered.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from nba_props.core import process
from nba_props.criteria.judge import Judgement
from nba_props.errors import NBAPropsError
from nba_props.tracking.registry.base import PRODUCTION

PREFIX = "history/"
_STAMP = "%Y%m%dT%H%M%S.%fZ"
MAX_REASON = 1000
"""Characters of a reason."""
MAX_TEXT = 5000
"""Characters of a registered model's tag in MLflow's databases."""
_TICK = dt.timedelta(microseconds=1)


class Action(StrEnum):
    """What was done."""

    REGISTER = "register"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    ARCHIVE = "archive"
    RESTORE = "restore"


class State(StrEnum):
    """How far an event has come."""

    WAITING = "waiting"
    """Its writer waits for others to finish; nothing is changed."""
    STARTED = "started"
    """Its writer may have changed something."""
    DONE = "done"
    UNDONE = "undone"
    """It broke off without effect."""


@dataclass(frozen=True)
class Event:
    """Something that was done to a registered model.

    `version` is what it was done to, `to` the alias that was moved, `before` the version that had the alias,
    `previous` the version that had the alias `previous` then. `failed` are the checks that were overridden,
    `metrics` the judged figures. `host`, `space`, `pid` and `started` are the identity of the process that
    does it; earlier versions left `started` out.
    """

    key: str
    action: Action
    state: State
    who: str
    when: str
    version: str | None = None
    to: str | None = None
    before: str | None = None
    previous: str | None = None
    reason: str = ""
    run_id: str | None = None
    criteria: str | None = None
    override: bool = False
    failed: list[str] = field(default_factory=list)
    metrics: dict[str, float] = field(default_factory=dict)
    host: str = ""
    space: str = ""
    pid: int = 0
    started: str = ""

    @property
    def open(self) -> bool:
        """Whether its writer has not finished."""
        return self.state in (State.WAITING, State.STARTED)

    def text(self) -> str:
        """Return the value of its tag: what is empty is left out, and figures that would not fit."""
        values = {key: value for key, value in asdict(self).items() if value not in (None, "", [], {}, False)}
        values.pop("key")
        text = _compact(values)
        while len(text) > MAX_TEXT and values["metrics"]:
            values["metrics"].popitem()
            text = _compact(values)
        return text


@dataclass(frozen=True)
class RegistryChange:
    """What a command came to.

    `changed` is False where everything was so already, and `event` then tells since when, if the history
    knows. `verdict` is that of the gate, where it was asked.
    """

    changed: bool
    model: str
    version: str
    event: Event | None
    verdict: Judgement | None = None


def _compact(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def parse(key: str, text: str) -> Event | None:
    """Return the event that a tag holds; None where somebody else wrote it."""
    known = {part.name for part in fields(Event)}
    try:
        found: Any = json.loads(text)
        values = {name: value for name, value in found.items() if name in known}
        values |= {"key": key, "action": Action(values["action"]), "state": State(values["state"])}
        return Event(**values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def events(tags: Mapping[str, str]) -> list[Event]:
    """All events among a model's tags, oldest first."""
    found = (parse(key, value) for key, value in sorted(tags.items()) if key.startswith(PREFIX))
    return [event for event in found if event is not None]


def new_key(after: Iterable[Event]) -> tuple[str, str]:
    """Return a key that sorts behind all of `after`, whatever the clocks say, and its moment as ISO 8601."""
    now = dt.datetime.now(dt.UTC)
    last = max((stamp_of(event.key) for event in after), default=now - _TICK)
    moment = max(now, last + _TICK)
    return f"{PREFIX}{moment.strftime(_STAMP)}-{secrets.token_hex(4)}", now.isoformat(timespec="seconds")


def stamp_of(key: str) -> dt.datetime:
    """Return the moment in a key."""
    text = key.removeprefix(PREFIX).partition("-")[0]
    with suppress(ValueError):
        return dt.datetime.strptime(text, _STAMP).replace(tzinfo=dt.UTC)
    return dt.datetime.min.replace(tzinfo=dt.UTC)


def checked_reason(reason: str, needed: bool = False) -> str:
    """Return a reason without blanks around it.

    Raises:
        NBAPropsError: it is too long, or empty where one is needed.
    """
    text = reason.strip()
    if needed and not text:
        raise NBAPropsError("reason: must say why")
    if len(text) > MAX_REASON:
        raise NBAPropsError(f"reason: has {len(text)} characters; must have at most {MAX_REASON}")
    return text


def this_process() -> dict[str, Any]:
    """Fields of an event that identify this process as its writer."""
    here = process.this_process()
    return {"host": here.host, "space": here.namespace, "pid": here.pid, "started": here.started}


def is_dead(event: Event) -> bool:
    """Tell whether the writer of an open event is known to be gone.

    An event of this very process is: within it, one thread at a time writes events.
    """
    writer = process.ProcessIdentity(
        event.host, event.space or process.UNKNOWN, event.pid, event.started or process.UNKNOWN
    )
    return writer.is_gone() or replace(writer, started="") == replace(process.this_process(), started="")


def rolled_back(history: Iterable[Event]) -> dict[str, Event]:
    """Versions that were taken out of production by a rollback and have not been back since."""
    found: dict[str, Event] = {}
    for event in history:
        if event.state is not State.DONE or event.to != PRODUCTION or event.version is None:
            continue
        found.pop(event.version, None)
        if event.action is Action.ROLLBACK and event.before is not None:
            found[event.before] = event
    return found
