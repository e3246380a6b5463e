"""Processes that promote versions of one model at the same time, and the check of what they left."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.events import Event, State
from nba_props.tracking.store import Store, open_store
from tests.processes import forked

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

MODEL = "pra"


def race(uri: str, processes: int, turns: int, versions: int = 3) -> list[float]:
    """Let processes put versions into production, each its own by turns; seconds of each promotion."""
    context = forked()
    start, queue = context.Barrier(processes), context.Queue()
    plans = [[1 + (number + turn) % versions for turn in range(turns)] for number in range(processes)]
    runners = [context.Process(target=_run, args=(uri, plan, start, queue)) for plan in plans]
    for each in runners:
        each.start()
    seconds = [second for _ in runners for second in queue.get(timeout=240)]
    for each in runners:
        each.join()
    return seconds


def _run(uri: str, versions: list[int], start: Barrier, queue: multiprocessing.Queue[list[float]]) -> None:
    seconds: list[float] = []
    try:
        registry = ModelRegistry(open_store(uri), who=f"process {os.getpid()}")
        start.wait(timeout=120)
        for version in versions:
            begin = time.perf_counter()
            registry.promote_model(MODEL, version, override="a race")
            seconds.append(time.perf_counter() - begin)
    finally:
        queue.put(seconds)


def register_at_once(uri: str, run_id: str, processes: int) -> list[tuple[bool, str]]:
    """Let processes register one run; of each, whether it made the version, and the version's number."""
    context = forked()
    start, queue = context.Barrier(processes), context.Queue()
    runners = [context.Process(target=_register, args=(uri, run_id, start, queue)) for _ in range(processes)]
    for each in runners:
        each.start()
    made = [queue.get(timeout=240) for _ in runners]
    for each in runners:
        each.join()
    return made


def _register(uri: str, run_id: str, start: Barrier, queue: multiprocessing.Queue[tuple[bool, str]]) -> None:
    made = (False, "none: it failed")
    try:
        registry = ModelRegistry(open_store(uri), who=f"process {os.getpid()}")
        start.wait(timeout=120)
        change = registry.register_model(run_id)
        made = (change.changed, change.version)
    finally:
        queue.put(made)


def broken_links(store: Store) -> list[str]:
    """What does not fit together: each change must start from what the one before it left.

    At the end the aliases must be those of the last change, and no event may be open.
    """
    registry = ModelRegistry(store)
    moves = [each for each in registry.history(MODEL) if each.to == "production"]
    history = [each for each in moves if each.state is State.DONE]
    problems = [f"{each.key}: {each.state}" for each in moves if each.open]
    for earlier, later in itertools.pairwise(history):
        if later.before != earlier.version:
            problems.append(f"{later.key}: from {later.before}, but {earlier.version} was in production")
    return problems + _aliases(registry, history[-1])


def _aliases(registry: ModelRegistry, last: Event) -> list[str]:
    held = registry.get_model_info(MODEL).model.aliases
    wanted = {"production": last.version, "previous": last.before}
    return [] if held == wanted else [f"aliases are {dict(held)}, not {wanted}"]


def uri_of(path: Path) -> str:
    """The URI of a SQLite file."""
    return f"sqlite:///{path}"
