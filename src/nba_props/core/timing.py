"""Says what a run is doing, and keeps how long each stage took."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


class StageTimer:
    """The clock of a run; `seconds` holds the wall time of each finished stage, in order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._started = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; a name used again adds up."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def say(self, text: str) -> None:
        """One line of progress, with the seconds since the start of the run."""
        log.info("%6.1fs  %s", time.perf_counter() - self._started, text)

    def summary(self) -> str:
        """Where the time went, in one line; what is in no stage is the start of MLflow for the most part."""
        total = time.perf_counter() - self._started
        rest = {"start": total - sum(self.seconds.values()), "total": total}
        return " · ".join(f"{name} {seconds:.1f}s" for name, seconds in {**self.seconds, **rest}.items())
