"""Copies of the project's `conf/` and `src/` to change."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import nba_props
from tests.conftest import ROOT

NOTHING_COMPILED = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `conf/` that is composed instead of the project's own."""
    shutil.copytree(ROOT / "conf", tmp_path / "conf")
    monkeypatch.setattr(nba_props, "__file__", str(tmp_path / "src" / "nba_props" / "__init__.py"))
    return tmp_path / "conf"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git repository of the project's `conf/` and `src/`, with one commit."""
    root = tmp_path / "checkout"
    for folder in ("conf", "src"):
        shutil.copytree(ROOT / folder, root / folder, ignore=NOTHING_COMPILED)
    for words in (["init", "-q"], ["config", "user.name", "T"], ["config", "user.email", "t@example.org"]):
        git(root, *words)
    commit(root)
    return root


def git(root: Path, *words: str) -> str:
    """Run git; returns what it prints."""
    done = subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True)
    return done.stdout


def commit(root: Path) -> None:
    """Commit everything."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "a commit")
