"""A sweep of the real pipeline, killed and gone on with, ends with exactly its trials, on both sides."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from nba_props.cli import main
from nba_props.tracking import abandoned
from nba_props.tracking.store import Store
from tests import warm
from tests.servers import Postgres
from tests.sizes import in_two_sizes
from tests.sweep import running

LIGHTGBM = ("search=lightgbm", "model.n_estimators=20", "hydra.sweeper.heartbeat=2")


def sweep_killed(folder: Path, kills: int, *words: str, storage: str | None = None) -> None:
    """Kill a sweep at random moments, go on with it each time, and check its books at the end."""
    moments, total = random.Random(7), 2 * kills + 2
    words = (*LIGHTGBM, f"hydra.sweeper.n_trials={total}", *words)
    process = running.start(folder, *words)
    groups = [process.pid]
    for jobs in sorted(moments.sample(range(1, total - 1), kills)):
        wait_for(lambda jobs=jobs: started(folder) >= jobs, process)  # type: ignore[misc]
        time.sleep(moments.uniform(0.0, 1.5))
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(timeout=60) == -signal.SIGKILL  # it was at work
        process = running.start(folder, *words)
        groups.append(process.pid)
    text, _ = process.communicate(timeout=900)
    assert process.returncode == 0, text
    for group in groups:
        wait_for_the_end_of(group)
    study = running.study_of(folder, storage)
    running.check_books(study, running.runs(running.store_of(folder)), total)


def wait_for(true: Callable[[], bool], process: warm.Started) -> None:
    """Wait for something that a sweep does."""
    patience = time.monotonic() + 300
    while not true():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < patience, "it did not happen"
        time.sleep(0.05)


def wait_for_the_end_of(group: int) -> None:
    """Workers that outlived their sweeper end by themselves."""
    patience = time.monotonic() + 60
    while found := alive(group):
        assert time.monotonic() < patience, f"left of a sweep that was killed: {found}"
        time.sleep(0.1)


def alive(group: int) -> list[str]:
    """The processes of a group; those that have ended but were not waited for (zombies) do not count."""
    found = []
    for each in psutil.process_iter(["pid", "status", "cmdline"]):
        with suppress(ProcessLookupError):
            if os.getpgid(each.pid) == group and each.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(f"{each.pid} {each.info['cmdline']}")
    return found


def started(folder: Path) -> int:
    """How many jobs have been started, each of which has a folder named by its number."""
    return len(list(folder.glob("multirun/*/[0-9]*/.hydra")))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of its own."""
    server = Postgres()
    yield server
    server.close()


@pytest.mark.slow
def test_the_own_run_of_a_killed_sweep_is_ended_by_whoever_opens_the_store_next(project: Path) -> None:
    words = (*LIGHTGBM, "hydra.sweeper.n_trials=2")
    sweep = running.start(project, *words)
    wait_for(lambda: started(project) > 0, sweep)
    os.kill(sweep.pid, signal.SIGKILL)
    assert sweep.wait(timeout=60) == -signal.SIGKILL
    store = running.store_of(project)
    assert own_run(store) == ("RUNNING", None)
    assert main(["experiments", "weekly", "--store", store.uri]) in (0, 1)
    assert own_run(store) == ("KILLED", abandoned.REASON)
    running.run(project, *words)
    assert own_run(store) == ("FINISHED", None)


def own_run(store: Store) -> tuple[str, str | None]:
    """Status and failure of the sweep's own run."""
    (parent,) = [run for run in running.runs(store) if run.data.tags.get("role") == "sweep"]
    return parent.info.status, parent.data.tags.get(abandoned.FAILURE)


@in_two_sizes("kills", 1, 3)
def test_one_after_another(kills: int, project: Path) -> None:
    sweep_killed(project, kills)


@in_two_sizes("kills", 1, 2)
def test_side_by_side_with_joblib(kills: int, tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    sweep_killed(tmp_path, kills, "hydra/launcher=joblib", "hydra.launcher.n_jobs=2")


@pytest.mark.slow
def test_with_the_study_in_postgresql(project: Path, postgres: Postgres) -> None:
    url = postgres.create("studies").replace("postgresql://", "postgresql+psycopg://")
    sweep_killed(project, 1, f"hydra.sweeper.storage='{url}'", storage=url)
