"""SIGTERM as an exception, and moments in which no signal may come between."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(SystemExit):
    """The process was asked to end by SIGTERM; uncaught, it ends with exit code 143."""

    def __init__(self) -> None:
        super().__init__(128 + signal.SIGTERM)


class Signals:
    """Within this context SIGTERM and SIGHUP raise `Terminated`, and `held` keeps them and Ctrl-C back.

    Python runs signal handlers in the main thread only; elsewhere the context changes nothing. A handler of
    Ctrl-C that is not Python's own is left alone, and so is a SIGHUP that `nohup` ignores. What was set
    before is set again at the end.
    """

    def __init__(self) -> None:
        self._before: dict[int, signal.Handlers | int | object] = {}
        self._holding = False
        self._pending: BaseException | None = None
        self._left = False

    def __enter__(self) -> Signals:
        if threading.current_thread() is threading.main_thread():
            self._take(signal.SIGTERM)
            hang_up = getattr(signal, "SIGHUP", None)  # not on Windows
            if hang_up is not None and signal.getsignal(hang_up) != signal.SIG_IGN:
                self._take(hang_up)
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
                self._take(signal.SIGINT)
        return self

    def __exit__(self, *_: object) -> None:
        self._left = True
        for number in self._before:
            if signal.getsignal(number) == self._receive:  # else a later context has it, and ends after us
                signal.signal(number, self._outer(number))  # type: ignore[arg-type]

    def _outer(self, number: int) -> object:
        """Return what was set before, past contexts that have ended meanwhile."""
        handler = self._before[number]
        owner = getattr(handler, "__self__", None)
        if isinstance(owner, Signals) and owner._left:
            return owner._outer(number)
        return signal.SIG_DFL if handler is None else handler

    def _take(self, number: int) -> None:
        self._before[number] = signal.signal(number, self._receive)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        stop = KeyboardInterrupt() if number == signal.SIGINT else Terminated()
        if self._holding and self._pending is None:
            self._pending = stop
            return
        raise stop

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block end before a signal takes effect; a second signal breaks it off all the same."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        pending, self._pending = self._pending, None
        if pending is not None:
            raise pending
