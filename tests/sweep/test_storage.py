"""Storages of studies: what is made, what is read alone, and what is left to another program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import optuna
import pytest

from nba_props.errors import ConfigError
from nba_props.sweep.status import Status, status
from nba_props.sweep.storage import StorageError, locate, open_storage


def tables(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE experiments (name TEXT)")
    url = f"sqlite:///{path}"
    for look in (open_storage, lambda url: status(storage=url)):
        with pytest.raises(
            StorageError, match=r"^sqlite:///.*mlflow\.db: is the database of another program; name another"
        ):
            look(url)
    assert tables(path) == 1


def test_a_storage_that_is_none_is_told_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^--storage=study\.db: must be a database"):
        status(storage="study.db")
    with pytest.raises(ConfigError, match=r"^hydra\.sweeper\.storage=study\.db: must be a database"):
        locate("study.db", tmp_path)


def test_who_only_reads_makes_no_storage(tmp_path: Path) -> None:
    for name in (None, "ridge-a"):
        with pytest.raises(StorageError, match=r"no/where\.db: there is no such storage of sweeps"):
            status(name, storage=f"sqlite:///{tmp_path}/no/where.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("migrations")
def test_a_storage_without_a_sweep_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'studies.db'}"
    open_storage(url)
    assert list(status(storage=url).tables()[0].notes) == [f"no sweep found in {url}"]
    assert "below multirun/" in Status([]).tables()[0].notes[0]
    open_storage.cache_clear()
    open_storage(url)  # its own tables are no other program's


def conditional(trial: optuna.Trial) -> float:
    """A space in which one option has a parameter of its own."""
    if trial.suggest_categorical("model", ["ridge", "lightgbm"]) == "ridge":
        return trial.suggest_float("model.alpha", 1, 10)
    return 20 + trial.suggest_float("model.num_leaves", 1, 9)


def test_the_best_trials_are_shown_with_all_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    study = optuna.create_study()
    study.enqueue_trial({"model": "lightgbm", "model.num_leaves": 5.0})
    study.enqueue_trial({"model": "ridge", "model.alpha": 2.0})
    study.optimize(conditional, n_trials=2)
    monkeypatch.setattr("nba_props.sweep.studies.load", lambda name, url: study)
    assert status(study.study_name).tables()[1].rows == [
        ["value", "2", "25"],
        ["model", "ridge", "lightgbm"],
        ["model.alpha", "2", "–"],  # noqa: RUF001 - a dash
        ["model.num_leaves", "–", "5"],  # noqa: RUF001
    ]
    with pytest.raises(ConfigError, match="--top=0: must be at least 1"):
        status(study.study_name, top=0)
