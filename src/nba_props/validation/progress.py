"""Shows how a walk is getting on: a bar on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nba_props.core.console import plain_console
from nba_props.validation.predictions import FoldResult

if TYPE_CHECKING:
    from rich.progress import Progress

LINES = 5
"""How many plain lines a whole walk may take."""


class RunningMae:
    """The mean absolute error of the predicted means over all test folds so far, warm-up left out.

    The MAE of a finished run is that of the medians, which a distribution gives when all folds are there.
    """

    def __init__(self) -> None:
        self._total = 0.0
        self._rows = 0

    def add(self, result: FoldResult) -> str:
        """Take in a fold; the error so far as text."""
        if not result.fold.warmup:
            self._total += float(abs(result.errors).sum())
            self._rows += len(result.errors)
        return f"MAE of the mean {self._total / self._rows:.3f}" if self._rows else "warm-up"


@contextmanager
def progress(n_folds: int, say: Callable[[str], None]) -> Iterator[Callable[[FoldResult], None]]:
    """Give a function to call with each fold's result.

    Args:
        n_folds: how many will come.
        say: takes the plain lines, when standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield _lines(n_folds, say)
        return
    with _bar() as bar:
        task = bar.add_task("fold 1", total=n_folds, mae="")
        running = RunningMae()

        def show(result: FoldResult) -> None:
            at = f"fold {result.fold.number}/{n_folds}  {result.fold.test_from}"
            bar.update(task, advance=1, description=at, mae=running.add(result))

        yield show


def _lines(n_folds: int, say: Callable[[str], None]) -> Callable[[FoldResult], None]:
    running, started = RunningMae(), time.perf_counter()
    done = 0

    def show(result: FoldResult) -> None:
        nonlocal done
        mae = running.add(result)
        done += 1
        if done * LINES // n_folds > (done - 1) * LINES // n_folds:
            seconds = time.perf_counter() - started
            say(f"fold {done}/{n_folds}  {result.fold.test_from}  {mae}  {seconds:.0f}s")

    return show


def _bar() -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[mae]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=plain_console(stderr=True),
        transient=True,
    )
