"""What a job knows of its sweep, and tells it."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path
from typing import Any, cast

import numpy as np
import optuna
import pytest

from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.sweep.folds import FoldReports
from nba_props.sweep.observer import observer_of
from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.trial_context import LostTrialError, Pruned, TrialContext
from nba_props.tracking.run import open_run
from nba_props.tracking.store import open_store
from nba_props.validation.base import Fold
from nba_props.validation.predictions import FoldResult

DAY = dt.date(2024, 1, 1)


def fold(number: int, errors: list[float], warmup: bool = False) -> FoldResult:
    """A fold with these errors."""
    dates = Fold(number, DAY, DAY, DAY, DAY, warmup=warmup)
    return FoldResult(dates, 9, None, np.zeros(len(errors)), np.array(errors), 1, 0.0)  # type: ignore[arg-type]


@pytest.fixture
def study(tmp_path: Path) -> optuna.Study:
    """A study with one running trial."""
    made = optuna.create_study(study_name="s", storage=open_storage(locate(None, tmp_path)))
    made.ask()
    return made


def member(tmp_path: Path, kind: str) -> TrialContext:
    """The job of the first trial."""
    return TrialContext(number=0, study="s", storage=locate(None, tmp_path), pruner={"kind": kind})


def test_the_study_hears_the_running_error_of_test_folds(study: optuna.Study, tmp_path: Path) -> None:
    reports = FoldReports(member(tmp_path, "median"))
    for result in (fold(1, [50.0], warmup=True), fold(2, [1.0, -3.0]), fold(3, [5.0, 5.0])):
        reports.add(result)
    assert study.trials[0].intermediate_values == {1: 2.0, 2: 3.5}


def test_a_test_of_folds_hears_each_fold_alone(study: optuna.Study, tmp_path: Path) -> None:
    reports = FoldReports(member(tmp_path, "wilcoxon"))
    for result in (fold(2, [1.0, -3.0]), fold(3, [5.0, 5.0])):
        reports.add(result)
    assert study.trials[0].intermediate_values == {1: 2.0, 2: 5.0}


def test_without_a_pruner_nothing_is_told(study: optuna.Study, tmp_path: Path) -> None:
    FoldReports(member(tmp_path, "none")).add(fold(2, [1.0]))
    assert study.trials[0].intermediate_values == {}


def test_a_job_whose_trial_was_closed_by_others_ends_without_a_result(
    study: optuna.Study, tmp_path: Path
) -> None:
    study.tell(0, state=optuna.trial.TrialState.FAIL)
    with pytest.raises(LostTrialError, match="trial 0 was closed by another sweeper"):
        member(tmp_path, "none").record([1.0])


def test_a_job_whose_trial_was_closed_while_it_loaded_its_data_starts_no_run(
    study: optuna.Study, tmp_path: Path
) -> None:
    observer, unused = observer_of("val_mae", member(tmp_path, "none")), cast(Any, None)
    observer.loaded(unused, unused)
    study.tell(0, state=optuna.trial.TrialState.FAIL)
    for hears in (observer.loaded, observer.found):
        with pytest.raises(LostTrialError, match="trial 0 was closed by another sweeper"):
            hears(unused, unused)


@pytest.mark.parametrize("stop", [Pruned(1.5, 3), LostTrialError(7)])
def test_the_ends_of_trials_travel_between_processes(stop: Exception) -> None:
    again = pickle.loads(pickle.dumps(stop))
    assert type(again) is type(stop)
    assert str(again) == str(stop)


@pytest.mark.parametrize(("stop", "status"), [(Pruned(1.5, 3), "FINISHED"), (LostTrialError(7), "KILLED")])
def test_a_run_that_is_broken_off_ends_as_the_reason_says(
    tracking: Tracking, phase: Phase, stop: Exception, status: str
) -> None:
    with pytest.raises(type(stop)), open_run(tracking, phase, "trial") as run:
        raise stop
    found = open_store(tracking).client.get_run(run.id)
    assert found.info.status == status
    assert found.data.tags.get("pruned") == ("true" if isinstance(stop, Pruned) else None)


def test_tags_tell_children_winners_and_confirmations_apart() -> None:
    assert TrialContext("p").tags() == {"mlflow.parentRunId": "p"}
    assert TrialContext("p", 3, study="s").tags() == {"mlflow.parentRunId": "p", "sweep": "s", "trial": "3"}
    winner = TrialContext("p", winner=3, trials=9, study="s").tags()
    assert winner == {"winner_of": "p", "sweep": "s", "winner_trial": "3", "n_trials": "9"}
    assert TrialContext(confirms="s").tags() == {"confirms": "s"}


def test_a_trial_is_not_broken_off_after_its_last_fold(study: optuna.Study, tmp_path: Path) -> None:
    study.tell(0, 1.0)
    better, worse = study.ask(), study.ask()
    for step in range(1, 10):
        study._storage.set_trial_intermediate_value(better._trial_id, step, 1.0)
    study.tell(better, 0.5)
    pruner = {"kind": "wilcoxon", "n_startup_steps": 6}
    reports = FoldReports(
        TrialContext(number=worse.number, study="s", storage=locate(None, tmp_path), pruner=pruner)
    )
    for number in range(4, 9):
        reports.add(fold(number, [2.0]))
    reports.add(fold(9, [2.0]))  # the sixth, of which the pruner would make an end
    assert len(study.trials[worse.number].intermediate_values) == 6
    with pytest.raises(Pruned, match="pruned at step 7"):
        reports.add(fold(8, [2.0]))
