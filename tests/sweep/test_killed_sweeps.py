"""A sweep of the real pipeline, killed and gone on with, ends with exactly its trials, on both sides."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.servers import Postgres
from tests.sweep import running

LIGHTGBM = ("search=lightgbm", "model.n_estimators=20", "hydra.sweeper.heartbeat=2")
FULL = 40 if os.environ.get("CI") else 12
"""How many trials."""


def sweep_killed(folder: Path, *words: str, storage: str | None = None) -> None:
    """Kill a sweep at three random moments, go on with it each time, and check its books at the end."""
    moments = random.Random(7)
    words = (*LIGHTGBM, f"hydra.sweeper.n_trials={FULL}", *words)
    process = running.start(folder, *words)
    groups = [process.pid]
    for _ in range(3):
        before = finished(folder)
        patience = time.monotonic() + 120
        while finished(folder) <= before and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.1)
        time.sleep(moments.uniform(0.0, 1.5))
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
        process = running.start(folder, *words)
        groups.append(process.pid)
    text, _ = process.communicate(timeout=900)
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    assert process.returncode == 0, text
    study = running.study_of(folder, storage)
    running.check_books(study, running.runs(running.store_of(folder)), FULL)


def finished(folder: Path) -> int:
    """How many jobs have left a result."""
    return len(list(folder.glob("multirun/*/*/result.json")))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of its own."""
    server = Postgres()
    yield server
    server.close()


@pytest.mark.slow
def test_one_after_another(tmp_path: Path) -> None:
    sweep_killed(tmp_path)


@pytest.mark.slow
def test_side_by_side_with_joblib(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    sweep_killed(tmp_path, "hydra/launcher=joblib", "hydra.launcher.n_jobs=2")


@pytest.mark.slow
def test_with_the_study_in_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.create("studies").replace("postgresql://", "postgresql+psycopg://")
    sweep_killed(tmp_path, f"hydra.sweeper.storage='{url}'", storage=url)
