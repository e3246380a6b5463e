"""Claims, orphans and results of a shared study, on a real SQLite storage."""

from __future__ import annotations

from pathlib import Path

import optuna
import pytest
from optuna.distributions import BaseDistribution, FloatDistribution
from optuna.trial import TrialState

from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.study import (
    ATTEMPT,
    FAILURE,
    MAX_ATTEMPTS,
    ORPHAN,
    OWNER,
    Outcome,
    SharedStudy,
    checked,
)
from nba_props.sweep.trial_context import RESULT

SPACE: dict[str, BaseDistribution] = {"x": FloatDistribution(0, 1)}
GONE = "elsewhere 1 1"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SharedStudy:
    """A study of three trials; the processes of `GONE` count as dead."""
    monkeypatch.setattr("nba_props.core.process.is_gone", lambda name: name == GONE)
    storage = open_storage(locate(None, tmp_path))
    study = optuna.create_study(study_name="s", storage=storage, sampler=optuna.samplers.RandomSampler(1))
    return SharedStudy(study, storage, n_trials=3, heartbeat=15)


def test_no_more_trials_are_claimed_than_are_missing(shared: SharedStudy) -> None:
    assert len(shared.claim(2, SPACE)) == 2
    assert len(shared.claim(2, SPACE)) == 1
    assert shared.claim(2, SPACE) == []


def test_an_orphan_counts_no_more_and_its_point_is_claimed_next(shared: SharedStudy) -> None:
    (dead,) = shared.claim(1, SPACE)
    dead.set_user_attr(OWNER, GONE)
    assert [each.number for each in shared.close_orphans()] == [0]
    assert shared.counts().ended == 0
    again, *others = shared.claim(3, SPACE)
    assert again.params == dead.params
    assert len(others) == 2
    assert shared.study.trials[0].user_attrs[ORPHAN] == "its sweeper died"


def test_a_point_is_queued_once_however_often_its_orphan_is_closed(shared: SharedStudy) -> None:
    (dead,) = shared.claim(1, SPACE)
    dead.set_user_attr(OWNER, GONE)
    shared.close_orphans()
    assert shared.close_orphans() == []
    assert shared.counts().waiting == 1


def test_a_result_that_a_job_recorded_is_not_lost_with_its_sweeper(shared: SharedStudy) -> None:
    (dead,) = shared.claim(1, SPACE)
    dead.set_user_attr(OWNER, GONE)
    dead.set_user_attr(RESULT, [0.25])
    shared.close_orphans()
    (trial,) = shared.study.trials
    assert (trial.state, trial.value) == (TrialState.COMPLETE, 0.25)


def test_a_point_that_kills_its_process_every_time_counts_as_failed_in_the_end(shared: SharedStudy) -> None:
    for _ in range(MAX_ATTEMPTS):
        (trial,) = shared.claim(1, SPACE)
        trial.set_user_attr(OWNER, GONE)
        shared.close_orphans()
    last = shared.study.trials[-1]
    assert last.user_attrs[ATTEMPT] == MAX_ATTEMPTS
    assert last.user_attrs[FAILURE] == f"its sweeper died, {MAX_ATTEMPTS} times"
    assert shared.counts().failed == 1


def test_a_living_sweepers_trial_is_left_alone(shared: SharedStudy) -> None:
    shared.claim(1, SPACE)
    assert shared.close_orphans() == []


def test_a_trial_that_another_sweeper_closed_cannot_be_told_again(shared: SharedStudy) -> None:
    (trial,) = shared.claim(1, SPACE)
    assert shared.tell(trial, Outcome([1.0]))
    assert not shared.tell(trial, Outcome([2.0]))
    assert shared.study.trials[0].value == 1.0


@pytest.mark.parametrize("value", [None, "a", float("nan"), float("inf"), [1.0, 2.0]])
def test_what_is_no_finite_number_for_each_objective_is_a_failure(value: object) -> None:
    assert checked(value, 1).failure is not None


def test_numbers_for_each_objective_are_an_outcome() -> None:
    assert checked(1, 1) == Outcome([1.0])
    assert checked([1, 2.5], 2) == Outcome([1.0, 2.5])
