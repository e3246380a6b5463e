"""Calls of live sources over HTTP: retried with backoff, not too fast, and without their keys in any text.

A key joins a request only on its way out, below everything that logs, raises or is asked for an address.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from nba_props.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from nba_props.source.wire import Reply, Wire

HIDDEN = "***"
LONGEST_WAIT = 60.0
"""Seconds that are waited at most where a source asks for patience."""
TOO_FAST, SERVER_ERROR = 429, 500


@dataclass(frozen=True)
class Answer:
    """What a source answered; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", errors="replace")


Explain = Callable[[Answer], tuple[str, str]]
"""From an answer that is an error to what it means to a person, and the source's code for it."""


def by_status(answer: Answer) -> tuple[str, str]:
    """Explain an error by its HTTP status alone."""
    words = {
        403: "refuses (HTTP 403)",
        404: "has no such thing (HTTP 404)",
        TOO_FAST: "was asked too fast (HTTP 429)",
    }
    return words.get(answer.status, f"answers with HTTP {answer.status}"), str(answer.status)


class Meter(Protocol):
    """Who counts what a call costs, attempt by attempt."""

    def before(self) -> None:
        """Hear of an attempt before it is made; an error raised here ends the call."""

    def after(self, answer: Answer | None) -> None:
        """Hear of a whole answer, be it an error, or, as None, of an attempt that was never sent."""


@dataclass
class Http:
    """A source's calls; `keys` are query parameters that no text may show."""

    source: str
    base_url: str
    timeout: float = 30.0
    attempts: int = 4
    pause: float = 0.0
    """Seconds between the beginnings of two calls."""
    first_wait: float = 1.0
    """Seconds before the first repetition; each further one waits twice as long."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    explain: Explain = by_status
    _wire: Wire | None = field(default=None, init=False, repr=False)
    _last: float = field(default=float("-inf"), init=False, repr=False)

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        meter: Meter | None = None,
    ) -> Answer:
        """Return a good answer of the source.

        Args:
            path: below the base address; or a whole address.
            params: of the query, without the keys.
            headers: of the request.
            meter: of a call that costs something.

        Raises:
            SourceError: it does not answer in time, is not there, breaks off, or answers with an error, after
                as many attempts as are worth making.
            ConfigError: what the calls need is not installed.
        """
        stamina = needed("stamina")
        stamina.instrumentation.set_on_retry_hooks([])
        url = path if "://" in path else f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"
        retries = stamina.retry_context(
            on=_wait,
            attempts=self.attempts,
            timeout=None,
            wait_initial=self.first_wait,
            wait_max=LONGEST_WAIT,
        )
        for attempt in retries:
            with attempt:
                return self._once(url, dict(params or {}), dict(headers or {}), meter)
        raise AssertionError("no attempt was made")

    def _once(self, url: str, params: dict[str, Any], headers: dict[str, str], meter: Meter | None) -> Answer:
        if meter is not None:
            meter.before()
        sleep(max(0.0, self._last + self.pause - monotonic()))
        self._last = monotonic()
        answer = self._sent(url, params, headers, meter)
        if isinstance(answer, str):  # raised out here, the error is chained to none that knows the request
            raise PassingError(f"{self.source}: {answer}")
        if answer.status < 300:
            return answer
        words, code = self.explain(answer)
        message = self._masked(f"{self.source}: {words}")
        asked = _retry_after(answer.headers.get("retry-after"))
        if asked is not None and asked > LONGEST_WAIT:
            raise SourceError(f"{message}; it asks to wait {asked:.0f} s", code)
        if answer.status == TOO_FAST or answer.status >= SERVER_ERROR:
            raise PassingError(message, code, asked)
        raise SourceError(message, code)

    def _sent(
        self, url: str, params: dict[str, Any], headers: dict[str, str], meter: Meter | None
    ) -> Answer | str:
        """Return the answer, or why there is none."""
        reply = self._connected().get(url, params, headers)
        answer = self._hidden(reply) if reply.problem is None else None
        if meter is not None and (answer is not None or not reply.sent):
            meter.after(answer)
        return answer or reply.problem or ""

    def _hidden(self, reply: Reply) -> Answer:
        """Return an answer without the keys."""
        content = reply.content
        for key in self.keys.values():
            content = content.replace(key.encode(), HIDDEN.encode())
        return Answer(reply.status, reply.headers or {}, content)

    def _connected(self) -> Wire:
        if self._wire is None:
            needed("httpx")
            from nba_props.source.wire import Wire

            self._wire = Wire(self.timeout, self.keys)
        return self._wire

    def close(self) -> None:
        """Close the connections."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _masked(self, text: str) -> str:
        for key in self.keys.values():
            text = text.replace(key, HIDDEN)
        return " ".join(text.split())


class PassingError(SourceError):
    """An error that may be gone the next time; `after` are the seconds that the source asks to wait."""

    def __init__(self, message: str, code: str = "", after: float | None = None) -> None:
        self.after = after
        super().__init__(message, code)


def _wait(error: Exception) -> bool | float:
    """Tell whether a call is repeated, and after how many seconds where the source says it."""
    if not isinstance(error, PassingError):
        return False
    return True if error.after is None else error.after


def _retry_after(text: str | None) -> float | None:
    """Return the seconds that a `Retry-After` asks for, which may be a number or a date."""
    if text is None:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except ValueError:
        return None


def needed(name: str) -> ModuleType:
    """Return a module of the extra `live`.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        package = name.partition(".")[0]
    raise ConfigError(f"live sources need {package}, which is not installed: pip install 'nba-props[live]'")
