"""Sweeps that are killed, interrupted, or work on one study at the same time."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import optuna
import psutil
import pytest
from optuna.trial import TrialState

from nba_props.sweep.study import ORPHAN, RETRY_OF
from tests import warm
from tests.hydra_plugins.app import SECONDS
from tests.hydra_plugins.conftest import only_study, start, started

WORDS = ("x=interval(0,4)", "n=range(1,6)", "hydra.sweeper.heartbeat=1")


def run(folder: Path, *words: str) -> str:
    """Run a sweep to its end in a process of its own; what it printed."""
    process = start(folder, *WORDS, *words)
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0, text
    return text


def taking(seconds: int) -> str:
    """Let the jobs of one of several sweepers take so long; it makes no other study."""
    return f"+hydra.job.env_set.{SECONDS}='{seconds}'"


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def stop(process: warm.Started, number: int) -> None:
    """Send a signal, and wait for the end; workers that outlive a killed sweeper are ended later."""
    os.kill(process.pid, number)
    process.wait(timeout=60)


def at(moment: dt.datetime | None) -> float:
    """A moment that there is, in seconds."""
    assert moment is not None
    return moment.timestamp()


def ended(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    """The trials that count."""
    return [each for each in study.trials if ORPHAN not in each.user_attrs]


@pytest.mark.slow
def test_a_sweep_killed_three_times_ends_with_exactly_its_trials(tmp_path: Path) -> None:
    words = ("seconds=0.1", "hydra.sweeper.n_trials=12")
    for jobs in (2, 5, 8):
        process = start(tmp_path, *WORDS, *words, new=jobs == 2)
        wait_until(lambda jobs=jobs: len(started(tmp_path)) >= jobs)  # type: ignore[misc]
        stop(process, signal.SIGKILL)
    run(tmp_path, *words)
    study = only_study(tmp_path)
    assert [each.state for each in ended(study)] == [TrialState.COMPLETE] * 12
    assert TrialState.RUNNING not in {each.state for each in study.trials}


@pytest.mark.slow
def test_the_point_of_a_killed_trial_is_run_again_under_a_new_number(tmp_path: Path) -> None:
    process = start(tmp_path, *WORDS, taking(30), "hydra.sweeper.n_trials=2")
    wait_until(lambda: len(started(tmp_path)) == 1)
    stop(process, signal.SIGKILL)
    said = run(tmp_path, "hydra.sweeper.n_trials=2")
    dead, again, other = only_study(tmp_path).trials
    assert "trial 0 was left behind by a sweeper that died" in said
    assert (dead.state, dead.user_attrs[ORPHAN]) == (TrialState.FAIL, "its sweeper died")
    assert (again.params, again.user_attrs[RETRY_OF]) == (dead.params, 0)
    assert other.params != dead.params
    assert again.state is other.state is TrialState.COMPLETE


@pytest.mark.slow
def test_an_interrupted_sweep_leaves_no_trial_running(tmp_path: Path) -> None:
    process = start(tmp_path, *WORDS, "seconds=30", "hydra.sweeper.n_trials=2", new=True)
    wait_until(lambda: len(started(tmp_path)) == 1)
    stop(process, signal.SIGINT)
    first, queued = only_study(tmp_path).trials
    assert (first.state, first.user_attrs[ORPHAN]) == (TrialState.FAIL, "interrupted: KeyboardInterrupt")
    assert queued.state is TrialState.WAITING


@pytest.mark.slow
def test_two_sweepers_share_one_study_and_its_total(tmp_path: Path) -> None:
    words = (*WORDS, "seconds=0.3", "hydra.sweeper.n_trials=6")
    both = [start(tmp_path, *words) for _ in range(2)]
    for process in both:
        text, _ = process.communicate(timeout=120)
        assert process.returncode == 0, text
    study = only_study(tmp_path)
    assert [each.state for each in study.trials] == [TrialState.COMPLETE] * 6
    assert len({each.params["x"] for each in study.trials}) == 6
    lines = [line.split() for line in started(tmp_path)]
    assert sorted(int(folder) for folder, *_ in lines) == list(range(6))
    assert len({pid for *_, pid in lines}) == 2


@pytest.mark.slow
def test_the_trials_of_a_sweeper_that_lives_are_left_alone_and_those_of_a_dead_one_taken_over(
    tmp_path: Path,
) -> None:
    dying = start(tmp_path, *WORDS, taking(60), "hydra.sweeper.n_trials=3")
    wait_until(lambda: len(started(tmp_path)) == 1)
    other = start(tmp_path, *WORDS, "hydra.sweeper.n_trials=3")
    wait_until(lambda: len(started(tmp_path)) == 3)
    time.sleep(1.5)  # the other one has nothing to start now, and waits
    assert other.poll() is None
    assert only_study(tmp_path).trials[0].state is TrialState.RUNNING
    stop(dying, signal.SIGKILL)
    assert other.communicate(timeout=60)
    assert other.returncode == 0
    assert [each.state for each in ended(only_study(tmp_path))] == [TrialState.COMPLETE] * 3


@pytest.mark.slow
def test_joblib_runs_trials_side_by_side_and_none_is_lost(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    words = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=4", "hydra.sweeper.n_trials=16")
    run(tmp_path, *words, "steps=2", "hydra/sweeper/pruner=median")
    study = only_study(tmp_path)
    assert len(study.trials) == 16
    assert {each.state for each in study.trials} <= {TrialState.COMPLETE, TrialState.PRUNED}
    lines = [line.split() for line in started(tmp_path)]
    assert sorted(int(folder) for folder, *_ in lines) == list(range(16))
    assert len({pid for *_, pid in lines}) > 1


@pytest.mark.slow
def test_with_joblib_a_slow_trial_holds_up_nobody_and_every_end_is_told_at_once(tmp_path: Path) -> None:
    """One trial of three seconds and five of hardly any, two at a time: the others end while the one runs."""
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    words = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "hydra.sweeper.n_trials=6")
    process = start(tmp_path, *words, "seconds=choice(3,0,0.1,0.2,0.3,0.4)", "hydra/sweeper/sampler=grid")
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0, text
    study = only_study(tmp_path)
    (slow,) = (each for each in study.trials if each.params["seconds"] == 3)
    since, until = at(slow.datetime_start), at(slow.datetime_complete)
    during = [since < at(each.datetime_complete) < until for each in study.trials]
    assert sum(during) >= 2  # the one that was started beside it, and at least one more


@pytest.mark.slow
def test_an_interrupted_joblib_sweep_ends_its_workers_and_leaves_no_trial_running(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    words = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "hydra.sweeper.n_trials=2", "seconds=60")
    process = start(tmp_path, *WORDS, *words)
    wait_until(lambda: len(started(tmp_path)) == 2)
    stop(process, signal.SIGINT)
    workers = {int(line.split()[-1]) for line in started(tmp_path)}
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in workers), 10)
    states = [(each.state, each.user_attrs.get(ORPHAN)) for each in only_study(tmp_path).trials]
    orphan = (TrialState.FAIL, "interrupted: KeyboardInterrupt")
    assert states == [orphan, orphan, (TrialState.WAITING, None), (TrialState.WAITING, None)]


@pytest.mark.slow
def test_a_killed_joblib_sweep_goes_on_to_its_total(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    words = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "hydra.sweeper.n_trials=8", "seconds=0.3")
    process = start(tmp_path, *WORDS, *words)
    wait_until(lambda: len(started(tmp_path)) >= 3)
    stop(process, signal.SIGKILL)
    run(tmp_path, *words)
    os.killpg(process.pid, signal.SIGKILL)
    study = only_study(tmp_path)
    assert [each.state for each in ended(study)] == [TrialState.COMPLETE] * 8
