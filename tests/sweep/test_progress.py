"""What a sweep says while it goes on."""

from __future__ import annotations

import logging
from pathlib import Path

import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.study import StudyDirection

from nba_props.sweep.progress import Progress, clock
from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.study import Outcome, SharedStudy


def study(folder: Path, *directions: str) -> SharedStudy:
    """A study of six trials."""
    storage = open_storage(locate(None, folder))
    sampler = optuna.samplers.RandomSampler(1)
    both = [StudyDirection[each.upper()] for each in directions]
    own = optuna.create_study(storage=storage, sampler=sampler, directions=both)
    return SharedStudy(own, storage, n_trials=6, heartbeat=15)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the clock shows."""
    seconds = [0.0]
    monkeypatch.setattr("nba_props.sweep.progress.time.perf_counter", lambda: seconds[0])
    return seconds


def end(shared: SharedStudy, *outcomes: Outcome) -> list[int]:
    """End as many new trials; their numbers."""
    trials = shared.claim(len(outcomes), {"x": FloatDistribution(0, 1)})
    for trial, outcome in zip(trials, outcomes, strict=True):
        if outcome.pruned:
            trial.report(1.0, step=4)
        shared.tell(trial, outcome)
    return [trial.number for trial in trials]


def test_a_batch_is_told_together_and_how_far_the_sweep_is_once(
    tmp_path: Path, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nba_props.sweep")
    shared = study(tmp_path, "minimize")
    end(shared, Outcome([9.0]))
    told = Progress(shared)
    now[0] = 60.0
    batch = (Outcome([5.123456]), Outcome(pruned=True), Outcome(failure="too hot"))
    told.show(end(shared, *batch))
    told.show(end(shared))
    now[0] = 100.0
    told.show(end(shared, Outcome([4.0]), Outcome([4.5])))
    assert caplog.messages == [
        "trial 1: 5.1235",
        "trial 2: PRUNED at step 4",
        "trial 3: FAILED (too hot)  |  "
        "4/6 done · best 5.1235 (trial 1) · 1 pruned · 1 failed · about 40 s left",  # 20 s each, two to go
        "trial 4: 4",
        "trial 5: 4.5  |  6/6 done · best 4 (trial 4) · 1 pruned · 1 failed",
    ]


def test_of_several_objectives_the_front_is_counted(tmp_path: Path) -> None:
    shared = study(tmp_path, "minimize", "maximize")
    assert Progress(shared).line() == "0/6 done"
    end(shared, Outcome([1.0, 1.0]), Outcome([2.0, 2.0]), Outcome([2.0, 0.0]))
    assert Progress(shared).line() == "3/6 done · 2 on the Pareto front"


def test_a_duration_is_told_as_people_say_it() -> None:
    assert [clock(seconds) for seconds in (0.4, 89, 91, 5399, 5401)] == [
        "0 s",
        "89 s",
        "2 min",
        "90 min",
        "1.5 h",
    ]
