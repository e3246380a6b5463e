"""Garbage in a process that ends: nobody looks for it once more."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import gc
import sys
from nba_props.core.garbage import collect_seldom

class Cycle:
    def __init__(self):
        self.me = self

    def __del__(self):
        print("looked for")

if "seldom" in sys.argv:
    collect_seldom()
    assert gc.get_threshold()[0] > 10_000
Cycle()
print("written", end="\\n")
"""


@pytest.mark.parametrize(("words", "said"), [([], "written\nlooked for\n"), (["seldom"], "written\n")])
def test_at_the_end_output_is_written_and_garbage_is_left(words: list[str], said: str) -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True)
    assert run.stdout == said


def test_what_a_job_leaves_is_given_back_and_what_is_loaded_is_looked_through_no_more() -> None:
    program = PROGRAM.replace("import collect_seldom", "import collect_after_job, collect_seldom")
    program = program.replace("Cycle()\n", "Cycle()\ncollect_after_job()\n")
    program += "assert gc.get_freeze_count() > 1_000"
    command = [sys.executable, "-c", program, "seldom"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "looked for\nwritten\n"
