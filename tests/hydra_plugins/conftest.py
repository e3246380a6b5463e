"""Runs sweeps of the parabola in this process, or in one of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import optuna
import pytest
from hydra.core.global_hydra import GlobalHydra

from nba_props.sweep import trial_context
from nba_props.sweep.storage import open_storage
from tests import warm
from tests.conftest import ROOT
from tests.hydra_plugins import app

Sweep = Callable[..., optuna.Study]
SWEEPER = ["-m", "hydra/sweeper=nba_optuna"]


@pytest.fixture
def sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrations: None) -> Sweep:
    """Run a sweep in `tmp_path` and load its study (the only one there)."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> optuna.Study:
        GlobalHydra.instance().clear()
        open_storage.cache_clear()  # as if in a new process
        trial_context._study.cache_clear()
        monkeypatch.setattr(sys, "argv", ["app", *SWEEPER, f"log={tmp_path / 'log'}", *words])
        monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
        app.main()
        return only_study(tmp_path)

    return run


def only_study(folder: Path) -> optuna.Study:
    """The study below a folder, whose storage is a file `study.db`."""
    (path,) = folder.glob("multirun/*/study.db")
    return optuna.load_study(study_name=None, storage=f"sqlite:///{path}")


def start(folder: Path, *words: str, new: bool = False) -> warm.Started:
    """Start a sweep in a process of its own, in a folder; by a new interpreter, if that is asked for."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return warm.start(
        ["-m", "tests.hydra_plugins.app", *SWEEPER, f"log={folder / 'log'}", *words],
        folder,
        {**os.environ, "PYTHONPATH": path},
        start_new_session=True,
        new=new,
    )


def started(folder: Path) -> list[str]:
    """The jobs that were started, one line each."""
    log = folder / "log"
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []
