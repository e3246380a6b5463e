"""A git revision of the project, checked out for a moment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nba_props.core import git
from nba_props.errors import ConfigError

QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false")
"""No hook of the repository runs, and git is silent."""


def repository() -> Path:
    """Return the root of the repository of the current folder.

    Raises:
        ConfigError: there is none, or it is not this project's.
    """
    try:
        root = Path(_git(Path.cwd(), "rev-parse", "--show-toplevel"))
    except ConfigError as error:
        raise ConfigError(f"{Path.cwd()}: not in a git repository: {error}") from error
    if not (root / "conf" / "train.yaml").is_file():
        raise ConfigError(f"{root}: has no conf/train.yaml; start this in a checkout of nba-props")
    return root


def commit_of(root: Path, revision: str) -> str:
    """Return the commit that a revision names.

    Raises:
        ConfigError: git knows no such commit, or it has no `conf/`.
    """
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except ConfigError as error:
        raise ConfigError(f"{revision}: git knows no such revision") from error
    for path in ("conf/train.yaml", "src/nba_props/configuration/dump.py"):
        if not _git(root, "ls-tree", "--name-only", commit, "--", path):
            raise ConfigError(f"{revision}: has no {path}, so there is nothing to compare with")
    return commit


def content_of(root: Path, commit: str, paths: Sequence[str]) -> list[str]:
    """Return the hashes of the content of files and folders of a commit."""
    return [_git(root, "rev-parse", f"{commit}:{path}") for path in paths]


def matches_in(root: Path, commit: str, text: str, paths: Sequence[str]) -> list[str]:
    """Return the lines of a commit's files with a text; none where git finds none."""
    try:
        return _git(root, "grep", "-h", "-I", "-F", "-e", text, commit, "--", *paths).splitlines()
    except ConfigError:
        return []


@contextmanager
def checked_out(root: Path, commit: str) -> Iterator[Path]:
    """Provide the files of a commit in a temporary worktree, which is removed whatever happens."""
    with tempfile.TemporaryDirectory(prefix="nba-props-diff-") as folder:
        side = Path(folder) / "worktree"
        try:
            _git(root, "worktree", "add", "--detach", str(side), commit)
            yield side
        finally:
            git.run(root, "worktree", "remove", "--force", str(side))


def _git(folder: Path, *words: str) -> str:
    """Return what git prints.

    Raises:
        ConfigError: git is not installed, or it refuses.
    """
    try:
        done = git.run(folder, *QUIET, *words)
    except FileNotFoundError as error:
        raise ConfigError("git is not installed") from error
    if done.returncode != 0:
        raise ConfigError(_reason(done.stderr.splitlines()) or f"git {words[0]} failed")
    return done.stdout.strip()


def _reason(lines: Sequence[str]) -> str:
    """Return the line in which git says why it gave up; it may have said before what it was doing."""
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return next(iter(fatal or lines[-1:]), "")
