"""Independent work in several processes, its results in the order of the work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PROCESSES = "NBA_PROPS_PROCESSES"
"""The environment variable that tells a process how many it may start."""

ITEMS_A_PROCESS = 3
"""A process for fewer items takes longer to start than it saves."""


def processors() -> int:
    """Count the processors of this machine that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> Iterator[Result]:
    """Yield the result of each item, in the order of the items.

    Where one of the processes dies, as for want of memory, this process does what is left.

    Args:
        work: a function of a module, for other processes import it; what it raises is raised here.
        items: what it is called with, one at a time.
        processes: how many may work side by side; 1 is this process.
    """
    processes = min(processes, len(items) // ITEMS_A_PROCESS)
    done = 0
    if processes > 1:
        with suppress(BrokenProcessPool):
            for result in _spread(work, items, processes):
                done += 1
                yield result
    yield from map(work, items[done:])


def _spread(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> Iterator[Result]:
    from joblib import Parallel, delayed

    jobs = (delayed(work)(item) for item in items)
    yield from Parallel(processes, batch_size=1, pre_dispatch="all", return_as="generator")(jobs)
