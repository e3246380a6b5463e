"""Sweeps of the real pipeline by several processes, with study and runs in servers or in fresh files."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
import pytest
import yaml

from nba_props.sweep.trial_context import PARENT_RUN, SWEEP, TRIAL, WINNER_OF
from nba_props.tracking.store import Store, open_store
from tests.ray_cluster import ENVIRONMENT, RayCluster
from tests.servers import MlflowServer, Postgres
from tests.sweep import running

TRIALS = 2
RIDGE = ("model=ridge", "hydra/sweeper=nba_optuna", "model.alpha=interval(1,1000)")
LAST = "validation.last_test=2024-03-20"
WORDS = (*RIDGE, "hydra/sweeper/sampler=random", f"hydra.sweeper.n_trials={TRIALS}", LAST)


@dataclass(frozen=True)
class Servers:
    """Where studies and runs are kept: PostgreSQL, and an MLflow server over it."""

    studies: str
    tracking: str

    @property
    def store(self) -> Store:
        """The store of the runs."""
        return open_store(self.tracking)


@dataclass(frozen=True)
class Swept:
    """A sweep that has ended: its study, its runs, and what was printed."""

    study: optuna.Study
    runs: list[Any]
    text: str
    url: str

    @property
    def points(self) -> list[tuple[dict[str, Any], Any]]:
        """The point and the result of each trial."""
        return [(trial.params, trial.value) for trial in self.study.trials]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both servers."""
    database = Postgres()
    server = MlflowServer(database.create("runs"), tmp_path_factory.mktemp("server")).start()
    yield Servers(database.create("studies"), server.uri)
    server.kill()
    database.close()


def sweep(servers: Servers, folder: Path, name: str, *words: str) -> Swept:
    """Run a sweep in a folder, with study and runs in the servers."""
    place = (f"hydra.sweeper.study_name={name}", f"hydra.sweeper.storage='{servers.studies}'")
    tracking = ("tracking=server", f"tracking.uri='{servers.tracking}'")
    text = running.run(folder, *WORDS, *place, *tracking, *words, new="hydra/launcher=ray" in words)
    url = servers.studies.replace("postgresql://", "postgresql+psycopg://")
    found = [run for run in running.runs(servers.store) if run.data.tags.get(SWEEP) == name]
    return Swept(optuna.load_study(study_name=name, storage=url), found, text, url)


@pytest.fixture(scope="module")
def basic(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """What comes out one after another, in the sweeper's own process."""
    return sweep(servers, tmp_path_factory.mktemp("basic"), "basic")


def check(servers: Servers, swept: Swept, basic: Swept) -> None:
    """The same results for the same points, a child run for each trial, and the winner in full."""
    assert swept.points == basic.points
    confirm = f"nba-props sweep confirm {swept.study.study_name} --storage {shlex.quote(swept.url)}"
    assert f"next:    {confirm}\n" in swept.text
    running.check_books(swept.study, swept.runs, TRIALS)
    children = [run for run in swept.runs if TRIAL in run.data.tags]
    errors = {int(run.data.tags[TRIAL]): run.data.metrics["val_mae"] for run in children}
    assert errors == {trial.number: trial.value for trial in swept.study.trials}
    (parent,) = [run for run in swept.runs if run.data.tags.get("role") == "sweep"]
    (winner,) = [run for run in swept.runs if WINNER_OF in run.data.tags]
    assert winner.data.tags[WINNER_OF] == parent.info.run_id
    client = servers.store.client
    assert "report.html" in {file.path for file in client.list_artifacts(winner.info.run_id)}
    result = Path(client.download_artifacts(winner.info.run_id, "result.json"))
    assert yaml.safe_load(result.read_text())["metrics"]["val_mae"] == swept.study.best_value
    assert "best.yaml" in {file.path for file in client.list_artifacts(parent.info.run_id)}


@pytest.mark.slow
def test_on_a_ray_cluster_that_was_started_elsewhere(
    servers: Servers, basic: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("hydra_plugins.hydra_ray_launcher", reason="needs the extra ray")
    for key, value in ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    cluster = RayCluster(elsewhere)
    try:
        join = f"+hydra.launcher.ray.init.address={cluster.address}"
        swept = sweep(servers, here, "ray", "hydra/launcher=ray", join)
    finally:
        cluster.close()
    check(servers, swept, basic)
    assert f"Connecting to existing Ray cluster at address: {cluster.address}" in swept.text
    assert list(elsewhere.iterdir()) == []  # results, jobs and cache are where the sweep was started
    assert len(list((here / "outputs" / ".cache").glob("matrix-*.frames"))) == 1
    assert len(list(here.glob("multirun/ray/*/result.json"))) == TRIALS + 1


@pytest.mark.slow
def test_through_submitit_as_on_slurm(servers: Servers, basic: Swept, tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_submitit_launcher", reason="needs the extra slurm")
    swept = sweep(servers, tmp_path, "submitit", "hydra/launcher=submitit_local", "hydra.sweeper.n_jobs=2")
    check(servers, swept, basic)
    assert len(list(tmp_path.glob("multirun/submitit/.submitit/*/*_result.pkl"))) == TRIALS + 1


@pytest.mark.slow
def test_four_workers_on_a_fresh_sqlite_store_lose_no_run(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    words = (*RIDGE, "hydra/launcher=joblib", "hydra.launcher.n_jobs=4", "hydra.sweeper.n_trials=4")
    running.run(tmp_path, *words)
    found = running.runs(running.store_of(tmp_path))
    running.check_books(running.study_of(tmp_path), found, 4)
    trials = [run for run in found if PARENT_RUN in run.data.tags]
    assert [run.info.status for run in trials] == ["FINISHED"] * len(trials)
    assert all("val_mae" in run.data.metrics for run in trials)
