"""Process identity, and whether the process still runs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nba_props.core.process import ProcessIdentity, is_gone, this_process

NAME = "from nba_props.core.process import this_process; print(this_process())"


def test_a_process_that_runs_is_not_gone() -> None:
    assert not is_gone(str(this_process()))


def test_a_process_that_has_ended_is_gone() -> None:
    name = subprocess.run([sys.executable, "-c", NAME], capture_output=True, text=True, check=True).stdout
    assert is_gone(name.strip())


def test_a_process_that_has_ended_and_was_not_waited_for_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", NAME], stdout=subprocess.PIPE, text=True) as ended:
        assert ended.stdout is not None
        name = ended.stdout.read()
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(name)


def test_another_process_under_the_same_number_is_not_the_same() -> None:
    machine, pid, started = str(this_process()).split(" ")
    assert started.isdigit()
    assert is_gone(f"{machine} {pid} {int(started) - 1}")


def test_a_process_whose_start_is_not_known_is_taken_for_the_one_that_runs() -> None:
    assert not replace(this_process(), started="-").is_gone()


def test_nothing_is_known_of_another_machine() -> None:
    assert not is_gone("elsewhere/pid:[1] 999999999 5")
    assert not is_gone("nonsense")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
def test_the_start_is_the_one_that_the_kernel_keeps() -> None:
    ticks = int(Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
    assert this_process().started == str(round(100 * ticks / os.sysconf("SC_CLK_TCK")))


def test_an_identity_is_read_from_its_text() -> None:
    assert ProcessIdentity.parse(str(this_process())) == this_process()
