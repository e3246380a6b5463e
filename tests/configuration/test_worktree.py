"""A revision checked out beside a repository, whose own files and index stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration.worktree import checked_out, commit_of, repository
from nba_props.errors import ConfigError
from tests.configuration.conftest import commit, git


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository with the two files that one of this project is known by."""
    root = tmp_path / "small"
    for path in ("conf/train.yaml", "src/nba_props/configuration/dump.py"):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("seed: 1\n")
    for words in (["init", "-q"], ["config", "user.name", "T"], ["config", "user.email", "t@example.org"]):
        git(root, *words)
    commit(root)
    return root


@pytest.mark.parametrize("linked", [False, True])
def test_inside_a_hook_what_is_to_be_committed_stays(
    small: Path, linked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small
    if linked:
        root = tmp_path / "linked"
        git(small, "worktree", "add", "-q", str(root))
    (root / "conf" / "train.yaml").write_text("seed: 2\n")
    git(root, "add", "-A")
    folder = git(root, "rev-parse", "--absolute-git-dir").strip()
    monkeypatch.chdir(root)
    with monkeypatch.context() as hook:  # as git calls it
        hook.setenv("GIT_INDEX_FILE", f"{folder}/index" if linked else ".git/index")
        if linked:
            hook.setenv("GIT_DIR", folder)
        found = repository()
        with checked_out(found, commit_of(found, "HEAD")) as side:
            assert (side / "conf" / "train.yaml").read_text() == "seed: 1\n"
    assert found == root
    assert git(root, "status", "--porcelain") == "M  conf/train.yaml\n"


def test_what_git_refuses_is_told_by_its_last_word_on_it(small: Path) -> None:
    with pytest.raises(ConfigError) as error, checked_out(small, "nonsense"):
        pass
    (problem,) = error.value.problems
    assert problem.startswith("fatal: ")
