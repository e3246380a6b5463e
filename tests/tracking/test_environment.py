from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nba_props.tracking.environment import describe, git_state, package_versions


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_commit_is_known_and_whether_files_differ_from_it(repository: Path) -> None:
    assert git_state(repository) is None
    (repository / "a.txt").write_text("a")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "a")
    commit = git(repository, "rev-parse", "HEAD")
    (repository / "untracked.txt").write_text("b")
    assert git_state(repository) == (commit, False)
    (repository / "a.txt").write_text("b")
    assert git_state(repository) == (commit, True)


def test_the_repository_of_a_hook_that_starts_a_run_does_not_count(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "a")
    commit = git(repository, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert git_state(repository) == (commit, False)


def test_there_is_no_commit_outside_a_repository_or_in_an_installed_package(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    assert git_state(tmp_path / "plain") is None
    assert git_state(repository / ".venv" / "site-packages" / "nba_props") is None


def test_versions_are_those_installed() -> None:
    import polars as pl

    assert package_versions(["polars", "no-such-package-anywhere"]) == {"polars": pl.__version__}
    assert {"python", "platform", "packages"} == set(describe())
