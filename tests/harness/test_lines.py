"""Whatever the words, a command answers: done, or lines that say what is wrong; see `tests.harness.lines`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.entry import call, files_below, running
from tests.harness.lines import words
from tests.sizes import sizes


def check(seeds: range, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Check what becomes of the command lines, and return their exit codes."""
    monkeypatch.chdir(folder)
    ended = [call(words(seed)) for seed in seeds]
    wrong = {tuple(each.words): each.problems() for each in ended if each.problems()}
    assert wrong == {}
    outside = {path.relative_to(folder) for path in files_below(folder)}
    assert {path for path in outside if path.parts[0] != "outputs"} == set()
    assert running(folder / "outputs" / "mlflow.db") == []
    codes = {each.code for each in ended}
    assert codes <= {0, 2}
    return codes


def test_ten_command_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(range(10), tmp_path, monkeypatch) == {0, 2}


@pytest.mark.parametrize("seeds", sizes(range(10, 70), range(70, 310)))
def test_three_hundred_command_lines(seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(seeds, tmp_path, monkeypatch)
