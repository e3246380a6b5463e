"""Whatever the words, a command answers: done, or lines that say what is wrong; see `tests.harness.lines`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.entry import call, files_below, running
from tests.harness.lines import words
from tests.sizes import sizes


def check(seeds: range, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ended = [call(words(seed)) for seed in seeds]
    wrong = {tuple(each.words): each.problems() for each in ended if each.problems()}
    assert wrong == {}
    outside = {path.relative_to(folder) for path in files_below(folder)}
    assert {path for path in outside if path.parts[0] != "outputs"} == set()
    assert running(folder / "outputs" / "mlflow.db") == []
    assert {each.code for each in ended} == {0, 2}


def test_ten_command_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(range(10), tmp_path, monkeypatch)


@pytest.mark.parametrize("seeds", sizes(range(10, 70), range(70, 310)))
def test_three_hundred_command_lines(seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(seeds, tmp_path, monkeypatch)
