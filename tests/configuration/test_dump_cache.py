from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nba_props.configuration.dump_cache import FOLDER, MOST_ENTRIES, entry_of, keep, read
from nba_props.configuration.worktree import commit_of
from nba_props.experiment import Paths
from tests.configuration.conftest import commit, git

DUMP = {"train.yaml": {"values": {"seed": 1}}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the two files that a revision must have."""
    for name, text in {
        "conf/train.yaml": "uri: ${oc.env: SERVER_OF_MINE,none}\n",
        "src/nba_props/configuration/dump.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    for words in (["init", "-q"], ["config", "user.name", "T"], ["config", "user.email", "t@example.org"]):
        git(tmp_path, *words)
    commit(tmp_path)
    return tmp_path


def entry(root: Path, *overrides: str) -> Path:
    return entry_of(root, commit_of(root, "HEAD"), overrides)


def test_what_is_kept_is_read(root: Path) -> None:
    assert read(entry(root)) is None
    keep(entry(root), DUMP)
    assert read(entry(root)) == DUMP
    assert entry(root).is_relative_to(root / Paths().cache)
    entry(root).write_text('{"train.ya')
    assert read(entry(root)) is None


def test_the_files_of_the_commit_count_and_no_others(root: Path) -> None:
    first = entry(root)
    (root / "README.md").write_text("new")
    commit(root)
    assert entry(root) == first
    (root / "conf" / "train.yaml").write_text("uri: x\n")
    commit(root)
    assert entry(root) != first


def test_overrides_variables_and_packages_count(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = [entry(root), entry(root, "seed=1"), entry(root, "phase.name=${oc.env:PHASE_OF_MINE}")]
    monkeypatch.setenv("SERVER_OF_MINE", "http://localhost")
    found.append(entry(root))
    monkeypatch.setenv("PHASE_OF_MINE", "a")
    assert entry(root) == found[-1]
    found.append(entry(root, "phase.name=${oc.env:PHASE_OF_MINE}"))
    (tmp_path / "plugin-1.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    found.append(entry(root))
    assert len(set(found)) == len(found)


def test_the_oldest_entries_go(tmp_path: Path) -> None:
    for number in range(MOST_ENTRIES + 2):
        path = tmp_path / FOLDER / f"{number}.json"
        keep(path, DUMP)
        os.utime(path, (number, number))
    keep(tmp_path / FOLDER / "last.json", DUMP)
    left = {path.stem for path in (tmp_path / FOLDER).iterdir()}
    assert len(left) == MOST_ENTRIES
    assert "last" in left
    assert "2" not in left


def test_a_folder_that_cannot_be_written_costs_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "outputs").write_text("a file in the way")
    keep(tmp_path / FOLDER / "x.json", DUMP)
    assert "going on without it" in caplog.text
    assert read(tmp_path / FOLDER / "x.json") is None
