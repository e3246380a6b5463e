"""Trials side by side: each is started as soon as there is a place for it, and told of as soon as it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType

from hydra.core.utils import JobReturn
from optuna.trial import Trial

BETWEEN_LOOKS = 0.5
"""Seconds. A signal that another thread receives does not wake the main thread, which has to handle it."""

Launch = Callable[[Sequence[Trial]], list[JobReturn]]


@dataclass(frozen=True)
class Ended:
    """Trials that ended together: what their jobs returned, or why the launcher failed."""

    trials: list[Trial]
    jobs: list[JobReturn]
    error: Exception | None = None


class Batches:
    """All places are filled at once and free again when the last trial has ended.

    That is how Hydra's launchers work: what they are handed together they hand back together.
    """

    def __init__(self, launch: Launch, width: int) -> None:
        self._launch = launch
        self._width = width
        self._trials: list[Trial] = []

    def __enter__(self) -> Batches:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Nothing: no job outlives its launch."""

    @property
    def free(self) -> int:
        """How many trials can be started now."""
        return 0 if self._trials else self._width

    @property
    def running(self) -> list[Trial]:
        """The trials that were started and have not been told of, also after the sweep broke off."""
        return list(self._trials)

    def start(self, trials: Sequence[Trial]) -> None:
        """Start trials, no more than are `free`."""
        self._trials += trials

    def ended(self) -> list[Ended]:
        """Wait for the next trials to end."""
        trials = list(self._trials)
        found = _ended(trials, lambda: self._launch(trials))
        self._trials = []
        return [found]


class Lanes:
    """A launch of its own for every trial, each in a thread that waits for it.

    For a launcher that keeps its workers between launches and can be called from several threads. A slow
    trial then holds up nobody, and the next point is drawn knowing of every trial that has ended.

    Args:
        launch: hands trials to the launcher and waits.
        width: how many at a time.
        kill: ends the jobs that are running, when the sweep breaks off.
    """

    def __init__(self, launch: Launch, width: int, kill: Callable[[], None]) -> None:
        self._launch = launch
        self._width = width
        self._kill = kill
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="lane")
        self._futures: dict[Future[Ended], Trial] = {}

    def __enter__(self) -> Lanes:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is not None and self._futures:
            self._kill()
        self._pool.shutdown(cancel_futures=True)

    @property
    def free(self) -> int:
        """How many trials can be started now."""
        return self._width - len(self._futures)

    @property
    def running(self) -> list[Trial]:
        """The trials that were started and have not been told of, also after the sweep broke off."""
        return list(self._futures.values())

    def start(self, trials: Sequence[Trial]) -> None:
        """Start trials, no more than are `free`."""
        for trial in trials:
            self._futures[self._pool.submit(self._run, trial)] = trial

    def ended(self) -> list[Ended]:
        """Wait for the next trial to end; several where they have."""
        done: set[Future[Ended]] = set()
        while not done:
            done, _ = wait(self._futures, timeout=BETWEEN_LOOKS, return_when=FIRST_COMPLETED)
        found = [each for each in self._futures if each in done]  # in the order of their numbers
        results = [each.result() for each in found]
        for each in found:
            del self._futures[each]
        return results

    def _run(self, trial: Trial) -> Ended:
        return _ended([trial], lambda: self._launch([trial]))


def _ended(trials: list[Trial], launch: Callable[[], list[JobReturn]]) -> Ended:
    try:
        return Ended(trials, launch())
    except Exception as error:  # noqa: BLE001 - who tells the study decides what it means
        return Ended(trials, [], error)
