"""Relative paths of a job that runs on a worker with a current folder of its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from nba_props.sweep.working_directory import working_directory


@pytest.fixture(autouse=True)
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a worker stands in."""
    folder = tmp_path / "worker"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_they_are_taken_from_where_the_sweep_was_started(tmp_path: Path, worker: Path) -> None:
    with suppress(RuntimeError), working_directory(str(tmp_path)):
        assert Path.cwd() == tmp_path
        raise RuntimeError
    assert Path.cwd() == worker


@pytest.mark.parametrize("folder", ["", "/is/not/on/this/machine"])
def test_they_are_the_workers_own_where_that_folder_is_unknown(folder: str, worker: Path) -> None:
    with working_directory(folder):
        assert Path.cwd() == worker
