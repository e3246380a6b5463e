"""Signs of life of the trials that a sweeper is running, so that others leave them alone."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

log = logging.getLogger(__name__)


class Heartbeat:
    """Records a sign of life of the trials in `alive` every so many seconds, in a thread of its own."""

    def __init__(self, storage: RDBStorage, seconds: float) -> None:
        self._storage = storage
        self._seconds = seconds
        self._alive: set[int] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def add(self, trial_id: int) -> None:
        """Hear that a trial was started; its first sign of life is recorded at once."""
        self._storage.record_heartbeat(trial_id)
        self._alive.add(trial_id)

    def remove(self, trial_id: int) -> None:
        """Hear that a trial has ended."""
        self._alive.discard(trial_id)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(timeout=self._seconds)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            for trial_id in tuple(self._alive):
                try:
                    self._storage.record_heartbeat(trial_id)
                except Exception as error:  # noqa: BLE001 - a busy database must not end the sweep
                    log.warning("trial %d: no sign of life could be recorded: %s", trial_id, error)
