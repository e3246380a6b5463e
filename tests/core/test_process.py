"""Who runs a trial, and whether it still does."""

from __future__ import annotations

import subprocess
import sys

from nba_props.core.process import is_gone, this_process

NAME = "from nba_props.core.process import this_process; print(this_process())"


def test_a_process_that_runs_is_not_gone() -> None:
    assert not is_gone(this_process())


def test_a_process_that_has_ended_is_gone() -> None:
    name = subprocess.run([sys.executable, "-c", NAME], capture_output=True, text=True, check=True).stdout
    assert is_gone(name.strip())


def test_another_process_under_the_same_number_is_not_the_same() -> None:
    machine, pid, started = this_process().split(" ")
    assert is_gone(f"{machine} {pid} {int(started) - 1}" if started.isdigit() else f"{machine} 999999999 -")


def test_nothing_is_known_of_another_machine() -> None:
    assert not is_gone("elsewhere/pid:[1] 999999999 5")
    assert not is_gone("nonsense")
