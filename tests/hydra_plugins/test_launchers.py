"""Sweeps under every launcher: the same points, results, failures and pruned trials as one after another.

Each launcher is skipped where it is not installed; Ray's needs hydra-core 1.4, see `.ci/hydra-next`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from joblib import Parallel, delayed
from omegaconf import OmegaConf
from optuna.trial import FrozenTrial, TrialState

from hydra_plugins.nba_optuna import _launchers
from nba_props.errors import ConfigError
from nba_props.sweep.study import FAILURE, ORPHAN, RETRY_OF
from tests.hydra_plugins.conftest import only_study, start, started
from tests.ray_cluster import ENVIRONMENT, LOCAL
from tests.slurm import Slurm

OPTIONS: dict[str, tuple[str, ...]] = {
    "basic": (),
    "joblib": ("hydra.launcher.n_jobs=2",),
    "submitit_local": (),
    "submitit_slurm": ("hydra.launcher.partition=main", "hydra.launcher.cpus_per_task=1"),
    "ray": LOCAL,
}
WORDS = ("x=interval(0,4)", "hydra/sweeper/sampler=random")
ENDS = (
    "steps=4",
    "fail_above=3",
    "hydra/sweeper/pruner=median",
    "hydra.sweeper.pruner.n_startup_trials=2",
    "hydra.sweeper.pruner.n_warmup_steps=0",
    "hydra.sweeper.max_failure_rate=1",
    "hydra.sweeper.n_trials=5",
)


@pytest.fixture(params=["joblib", "submitit_local", "ray"])
def launcher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A launcher that starts processes, and what it needs in the environment."""
    name = str(request.param)
    package = name.partition("_")[0]
    pytest.importorskip(f"hydra_plugins.hydra_{package}_launcher", reason=f"needs the launcher {name}")
    for key, value in ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    return name


def swept(folder: Path, launcher: str, *words: str, new: bool = False) -> list[FrozenTrial]:
    """The trials of a sweep in a folder of its own; by new interpreters, if that is asked for."""
    own = folder / launcher
    own.mkdir()
    options = (f"hydra/launcher={launcher}", *OPTIONS[launcher])
    process = start(own, *WORDS, *options, *words, new=new or launcher == "ray")
    text, _ = process.communicate(timeout=300)
    assert process.returncode == 0, text
    assert len(list((own / "multirun").iterdir())) == 1  # the launcher's own files are in the sweep's folder
    return only_study(own).trials


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[tuple[Any, ...]]]:
    """What is told of the trials of a sweep that runs one after another; made once for the same words."""

    @cache
    def found(*words: str) -> list[tuple[Any, ...]]:
        return told(swept(tmp_path_factory.mktemp("one_by_one"), "basic", *words))

    return found


def told(trials: list[FrozenTrial]) -> list[tuple[Any, ...]]:
    """What is known of trials that does not depend on when they ran."""
    return [
        (each.params["x"], each.state, each.value, each.user_attrs.get(FAILURE), each.intermediate_values)
        for each in trials
    ]


@pytest.mark.slow
def test_the_same_points_give_the_same_results_side_by_side(
    launcher: str, tmp_path: Path, one_by_one: Callable[..., list[tuple[Any, ...]]]
) -> None:
    total = "hydra.sweeper.n_trials=4"
    trials = swept(tmp_path, launcher, total, new=True)
    assert {each.state for each in trials} == {TrialState.COMPLETE}
    assert told(trials) == one_by_one(total)
    lines = [line.split() for line in started(tmp_path / launcher)]
    assert sorted(int(number) for number, *_ in lines) == [0, 1, 2, 3]
    assert len({pid for *_, pid in lines}) > 1


@pytest.mark.slow
def test_jobs_of_a_real_slurm_give_the_same_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_by_one: Callable[..., list[tuple[Any, ...]]]
) -> None:
    pytest.importorskip("hydra_plugins.hydra_submitit_launcher", reason="needs the extra slurm")
    total = "hydra.sweeper.n_trials=4"
    slurm = Slurm()
    monkeypatch.setenv("SLURM_CONF", str(slurm.configuration))
    try:
        trials = swept(tmp_path, "submitit_slurm", total)
    finally:
        slurm.close()
    assert {each.state for each in trials} == {TrialState.COMPLETE}
    assert told(trials) == one_by_one(total)
    jobs = {path.parent.name for path in tmp_path.glob("submitit_slurm/multirun/*/.submitit/*/*_result.pkl")}
    assert len(jobs) == 4


@pytest.mark.slow
def test_failures_and_pruned_trials_come_back_as_they_are(
    launcher: str, tmp_path: Path, one_by_one: Callable[..., list[tuple[Any, ...]]]
) -> None:
    trials = swept(tmp_path, launcher, *ENDS, "hydra.sweeper.n_jobs=1")
    assert {each.state.name for each in trials} == {"COMPLETE", "PRUNED", "FAIL"}
    assert told(trials) == one_by_one(*ENDS)


@pytest.mark.slow
def test_a_job_whose_process_is_killed_costs_no_trial(launcher: str, tmp_path: Path) -> None:
    grave = f"grave={tmp_path / 'grave'}"
    trials = swept(tmp_path, launcher, grave, "hydra.sweeper.n_trials=3", "hydra.sweeper.n_jobs=1")
    dead, *others = trials
    assert ORPHAN in dead.user_attrs
    assert (others[0].params, others[0].user_attrs[RETRY_OF]) == (dead.params, 0)
    assert [each.state for each in others] == [TrialState.COMPLETE] * 3
    assert len(started(tmp_path / launcher)) == 4


class SlurmLauncher:
    """As much of the launcher for SLURM as the sweeper looks at."""

    def __init__(self, array_parallelism: int) -> None:
        self.params = {"array_parallelism": array_parallelism}


class JoblibLauncher:
    """Of that for joblib."""

    def __init__(self, n_jobs: int) -> None:
        self.joblib = OmegaConf.create({"n_jobs": n_jobs})


class LocalLauncher:
    """Of that for a queue on this machine."""

    def __init__(self, cpus_per_task: int | None) -> None:
        self.params = {"cpus_per_task": cpus_per_task}


@pytest.mark.parametrize(
    ("launcher", "jobs"),
    [
        (SlurmLauncher(256), 8),
        (SlurmLauncher(3), 3),
        (JoblibLauncher(5), 5),
        (JoblibLauncher(-1), 4),
        (JoblibLauncher(-2), 3),
        (JoblibLauncher(-9), 1),
        (LocalLauncher(None), 4),
        (LocalLauncher(2), 2),
        (LocalLauncher(16), 1),
    ],
)
def test_as_many_trials_are_handed_over_as_run_side_by_side(
    monkeypatch: pytest.MonkeyPatch, launcher: Any, jobs: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(4), raising=False)
    assert _launchers.max_workers(launcher) == jobs


class RayLauncher:
    """Of that for Ray."""

    def __init__(self, address: str) -> None:
        self.ray_cfg = OmegaConf.create({"init": {"address": address}, "remote": {}})


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "ray://127.0.0.1:1", "[::1]:1", "no.such.invalid:6379", "head:99999"]
)
def test_where_no_ray_cluster_answers_that_is_told_at_once(address: str) -> None:
    launcher: Any = RayLauncher(address)
    with pytest.raises(ConfigError, match="no cluster answers") as told:
        _launchers.max_workers(launcher)
    assert f"hydra.launcher.ray.init.address={address}" in str(told.value)


@pytest.mark.slow
def test_launches_at_once_never_meet_workers_that_are_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """joblib gives its workers their folder after other threads may have got them."""
    joblib = pytest.importorskip("joblib.executor")
    plugin = pytest.importorskip("hydra_plugins.hydra_joblib_launcher.joblib_launcher")
    make = joblib._ReusablePoolExecutor.get_reusable_executor.__func__

    def slowly(cls: type, *words: Any, **named: Any) -> tuple[Any, bool]:
        executor, is_reused = make(cls, *words, **named)
        if not is_reused:
            time.sleep(0.5)
        return executor, is_reused

    monkeypatch.setattr(joblib._ReusablePoolExecutor, "get_reusable_executor", classmethod(slowly))
    launcher = plugin.JoblibLauncher(n_jobs=2, pre_dispatch="2*n_jobs", batch_size="auto", temp_folder=None)

    def launch(_: object) -> list[Any]:
        return list(Parallel(**{**launcher.joblib, "backend": "loky"})([delayed(int)(7)]))

    with _launchers.make_executor(launcher, 2, launch) as executor:
        executor.start([make_trial(0), make_trial(1)])
        ended = [*executor.wait()]
        while executor.running:
            ended += executor.wait()
    assert [each.error for each in ended] == [None, None]
    jobs: list[Any] = [job for each in ended for job in each.jobs]
    assert jobs == [7, 7]


def make_trial(number: int) -> Any:
    """Stand in for a trial, of which only the identity counts."""
    return ("trial", number)
