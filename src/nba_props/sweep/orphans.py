"""Worker processes that outlive their sweeper: they end once they have nothing left to do.

Joblib's workers wait for ever to hand a result to a process that was killed.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from nba_props.core import process

SECONDS_BETWEEN_LOOKS = 2.0
_working = threading.Event()


@contextmanager
def exit_when_orphaned(sweeper: str) -> Iterator[None]:
    """While a job runs; it is let finish, whatever has become of the sweeper, since its result is kept.

    Args:
        sweeper: the text of its process identity; empty where there is none.
    """
    _working.set()
    _watch(sweeper)
    try:
        yield
    finally:
        _working.clear()


@cache
def _watch(sweeper: str) -> None:
    """Watch over the sweeper, if this process is a worker of joblib's."""
    if sweeper and multiprocessing.current_process().name.startswith("LokyProcess"):
        threading.Thread(target=_end_after, args=(sweeper,), name="watch", daemon=True).start()


def _end_after(sweeper: str) -> None:
    while _working.is_set() or not process.is_gone(sweeper):
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)
