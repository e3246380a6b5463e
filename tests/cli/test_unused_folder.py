"""The output folder of a call that an earlier run has answered."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nba_props.cli.unused_folder import RECORD, UnusedFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder as Hydra makes it for a job."""
    made = tmp_path / "outputs" / "foundation" / "2026-01-02" / "12-00-00"
    (made / ".hydra").mkdir(parents=True)
    for name in RECORD:
        (made / ".hydra" / name).write_text("a: 1\n")
    (made / "train.log").touch()
    return made


def hydra_of(folder: Path) -> Any:
    job, runtime = SimpleNamespace(name="train"), SimpleNamespace(output_dir=str(folder))
    return SimpleNamespace(job=job, runtime=runtime, output_subdir=".hydra")


def test_it_goes_with_its_log_and_the_folders_that_it_leaves_empty(tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "outputs" / "foundation" / "2026-01-01"
    other.mkdir()
    unused = UnusedFolder.of(hydra_of(folder))
    assert unused is not None
    handler = logging.FileHandler(folder / "train.log")
    logging.root.addHandler(handler)
    handler.emit(logging.makeLogRecord({"msg": "this job is finished already"}))
    unused.remove(tmp_path / "outputs")
    assert handler not in logging.root.handlers
    assert [path.name for path in (tmp_path / "outputs").rglob("*")] == ["foundation", "2026-01-01"]


@pytest.mark.parametrize("name", ["notes.txt", ".hydra/mine.yaml", "plots/a.png"])
def test_a_folder_with_anything_else_stays(name: str, tmp_path: Path, folder: Path) -> None:
    unused = UnusedFolder.of(hydra_of(folder))
    assert unused is not None
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    assert UnusedFolder.of(hydra_of(folder)) is None
    unused.remove(tmp_path / "outputs")
    assert (folder / name).exists()
    assert (folder / "train.log").exists()


def test_the_folder_of_an_earlier_call_stays(folder: Path) -> None:
    (folder / "train.log").write_text("error: no such file\n")
    assert UnusedFolder.of(hydra_of(folder)) is None


def test_without_hydras_record_only_the_log_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    hydra = hydra_of(folder)
    hydra.output_subdir = None
    unused = UnusedFolder.of(hydra)
    assert unused is not None
    unused.remove(tmp_path / "outputs")
    assert not folder.exists()
    assert tmp_path.exists()
