"""Executors run trials side by side, start one whenever there is room, and hand over what has ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType

from hydra.core.utils import JobReturn
from optuna.trial import Trial

SECONDS_BETWEEN_LOOKS = 0.5
"""A signal that another thread receives does not wake the main thread, which has to handle it."""

Launch = Callable[[Sequence[Trial]], list[JobReturn]]


@dataclass(frozen=True)
class EndedTrials:
    """Trials that ended together: what their jobs returned, or why the launcher failed."""

    trials: list[Trial]
    jobs: list[JobReturn]
    error: Exception | None = None


class BatchExecutor:
    """Starts as many trials as there are workers, and the next ones when the last of them has ended.

    That is how Hydra's launchers work: what they are handed together they hand back together.

    Args:
        launch: hands trials to the launcher and waits.
        max_workers: how many at a time.
    """

    def __init__(self, launch: Launch, max_workers: int) -> None:
        self._launch = launch
        self._max_workers = max_workers
        self._trials: list[Trial] = []

    def __enter__(self) -> BatchExecutor:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Do nothing: no job outlives its launch."""

    @property
    def free_workers(self) -> int:
        """Number of trials that can be started now."""
        return 0 if self._trials else self._max_workers

    @property
    def running(self) -> list[Trial]:
        """Trials that were started and have not been handed over, also after the sweep broke off."""
        return list(self._trials)

    def start(self, trials: Sequence[Trial]) -> None:
        """Start trials, no more than there are free workers."""
        self._trials += trials

    def wait(self) -> list[EndedTrials]:
        """Wait for the next trials to end."""
        trials = list(self._trials)
        ended = _run(trials, self._launch)
        self._trials = []
        return [ended]


class AsyncExecutor:
    """Launches every trial by itself, each from a thread that waits for it.

    For a launcher that keeps its workers between launches and can be called from several threads. A slow
    trial then holds up nobody, and the next point is drawn knowing of every trial that has ended.

    Args:
        launch: hands trials to the launcher and waits.
        max_workers: how many at a time.
        kill_workers: ends the jobs that are running, when the sweep breaks off.
    """

    def __init__(self, launch: Launch, max_workers: int, kill_workers: Callable[[], None]) -> None:
        self._launch = launch
        self._max_workers = max_workers
        self._kill_workers = kill_workers
        self._pool = ThreadPoolExecutor(max_workers, thread_name_prefix="launch")
        self._futures: dict[Future[EndedTrials], Trial] = {}

    def __enter__(self) -> AsyncExecutor:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is not None and self._futures:
            self._kill_workers()
        self._pool.shutdown(cancel_futures=True)

    @property
    def free_workers(self) -> int:
        """Number of trials that can be started now."""
        return self._max_workers - len(self._futures)

    @property
    def running(self) -> list[Trial]:
        """Trials that were started and have not been handed over, also after the sweep broke off."""
        return list(self._futures.values())

    def start(self, trials: Sequence[Trial]) -> None:
        """Start trials, no more than there are free workers."""
        for trial in trials:
            self._futures[self._pool.submit(_run, [trial], self._launch)] = trial

    def wait(self) -> list[EndedTrials]:
        """Wait for the next trial to end; several where they have."""
        done: set[Future[EndedTrials]] = set()
        while not done:
            done, _ = wait(self._futures, timeout=SECONDS_BETWEEN_LOOKS, return_when=FIRST_COMPLETED)
        in_order = [future for future in self._futures if future in done]  # of their numbers
        results = [future.result() for future in in_order]
        for future in in_order:
            del self._futures[future]
        return results


Executor = BatchExecutor | AsyncExecutor


def _run(trials: list[Trial], launch: Launch) -> EndedTrials:
    try:
        return EndedTrials(trials, launch(trials))
    except Exception as error:  # noqa: BLE001 - who tells the study decides what it means
        return EndedTrials(trials, [], error)
