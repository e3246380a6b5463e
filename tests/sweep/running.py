"""Sweeps of the real pipeline on the simulated league, each in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import optuna

from nba_props.sweep.study import ORPHAN
from nba_props.sweep.trial_context import PARENT_RUN, TRIAL
from nba_props.tracking.store import Store, open_store
from tests import warm
from tests.conftest import ROOT

QUICK = ("debug=quick", "market=points", "data.markets=[points]")


def start(folder: Path, *words: str, new: bool = False) -> warm.Started:
    """Start a sweep in a folder; by a new interpreter, if that is asked for."""
    return warm.start(
        [str(ROOT / "train.py"), "-m", *QUICK, *words],
        folder,
        {**os.environ, "PYTHONPATH": str(ROOT / "src")},
        start_new_session=True,
        new=new,
    )


def run(folder: Path, *words: str, seconds: float = 600, new: bool = False) -> str:
    """Run a sweep to its end; what it printed."""
    process = start(folder, *words, new=new)
    text, _ = process.communicate(timeout=seconds)
    assert process.returncode == 0, text
    return text


def store_of(folder: Path) -> Store:
    """The tracking store that sweeps in a folder log to."""
    return open_store(f"sqlite:///{folder / 'outputs' / 'mlflow.db'}")


def runs(store: Store) -> list[Any]:
    """All runs, oldest first."""
    experiments = [each.experiment_id for each in store.client.search_experiments()]
    return list(store.client.search_runs(experiments, order_by=["attributes.start_time ASC"]))


def study_of(folder: Path, storage: str | None = None) -> optuna.Study:
    """The only study of a folder, or of a storage."""
    if storage is None:
        (path,) = folder.glob("multirun/*/study.db")
        storage = f"sqlite:///{path}"
    return optuna.load_study(study_name=None, storage=storage)


def check_books(study: optuna.Study, found: list[Any], total: int) -> None:
    """As many trials as were asked for, each with exactly one child run that ended as it did."""
    (parent,) = [run for run in found if run.data.tags.get("role") == "sweep"]
    children = [run for run in found if run.data.tags.get(PARENT_RUN) == parent.info.run_id]
    states = {
        trial.number: "KILLED" if ORPHAN in trial.user_attrs else trial.state.name for trial in study.trials
    }
    assert sum(state in ("COMPLETE", "PRUNED") for state in states.values()) == total
    assert set(states.values()) <= {"COMPLETE", "PRUNED", "KILLED"}
    assert sorted(int(run.data.tags[TRIAL]) for run in children) == sorted(states)
    status = {"COMPLETE": "FINISHED", "PRUNED": "FINISHED", "KILLED": "KILLED"}
    assert {int(run.data.tags[TRIAL]): run.info.status for run in children} == {
        number: status[state] for number, state in states.items()
    }
    assert sum(run.info.status == "FINISHED" for run in children) == total
    assert "RUNNING" not in {run.info.status for run in found}
