"""What is shown of a walk."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys

import numpy as np
import pytest

from nba_props.model._reference import ReferenceFit
from nba_props.validation.base import Fold
from nba_props.validation.predictions import FoldResult
from nba_props.validation.progress import LINES, RunningMae, progress


def result(number: int, error: float, rows: int = 10, *, warmup: bool = False) -> FoldResult:
    date = dt.date(2023, 10, 24) + dt.timedelta(weeks=number)
    fold = Fold(number, date, date, date, date + dt.timedelta(weeks=1), warmup)
    y = np.append(np.zeros(rows), np.nan)
    return FoldResult(fold, 30, ReferenceFit(["x"], 0.0), y, np.full(rows + 1, error), 100, 0.1)


def test_the_running_error_is_that_of_all_test_rows_so_far() -> None:
    running = RunningMae()
    assert running.add(result(1, 99.0, warmup=True)) == "warm-up"
    assert running.add(result(2, 1.0, rows=30)) == "MAE of the mean 1.000"
    assert running.add(result(3, -5.0, rows=10)) == "MAE of the mean 2.000"


@pytest.mark.parametrize("n_folds", [1, 3, 30])
def test_a_few_plain_lines_where_there_is_no_terminal(n_folds: int) -> None:
    lines: list[str] = []
    with progress(n_folds, lines.append) as show:
        for number in range(1, n_folds + 1):
            show(result(number, 2.0))
    assert len(lines) == min(n_folds, LINES)
    assert re.fullmatch(
        rf"fold {n_folds}/{n_folds}  \d{{4}}-\d\d-\d\d  MAE of the mean 2\.000  \d+s", lines[-1]
    )


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    lines: list[str] = []
    with progress(2, lines.append) as show:
        show(result(1, 2.0))
        show(result(2, 4.0))
    assert lines == []
    assert "fold 2/2  2023-11-07" in terminal.getvalue()
    assert "MAE of the mean 3.000" in terminal.getvalue()
