"""A word on stderr about work that takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from nba_props.core.console import plain_console, say

DELAY = 1.0
"""Seconds before anything is said."""


@contextmanager
def patience(what: str, delay: float = DELAY, *, elsewhere: bool = True) -> Iterator[Callable[[str], None]]:
    """Say what is being done once it has taken a while; gives a function that hears how far it is.

    On a terminal the line moves with the work and goes when it is done; elsewhere it is said once.

    Args:
        what: is being done.
        delay: in seconds.
        elsewhere: say it also where no terminal is looked at.
    """
    if not sys.stderr.isatty():
        if not elsewhere:
            yield lambda _: None
            return
        timer = Timer(delay, lambda: say(f"{what} ...", error=True, flush=True))
        with _running(timer):
            yield lambda _: None
        return
    status = plain_console(stderr=True).status(what)
    timer = Timer(delay, status.start)
    with _running(timer):
        try:
            yield lambda told: status.update(f"{what}: {told}")
        finally:
            timer.cancel()
            timer.join()
            status.stop()


@contextmanager
def _running(timer: Timer) -> Iterator[None]:
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
