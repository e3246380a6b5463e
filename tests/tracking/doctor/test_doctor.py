from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nba_props.cli import main
from nba_props.store import Tracking
from nba_props.tracking.doctor import Diagnosis, doctor
from nba_props.tracking.doctor.scratch import PREFIX, Scratch
from nba_props.tracking.store import open_store
from nba_props.tracking.table import as_text

NAMES = [
    "store",
    "journal",
    "experiment",
    "run",
    "artifact",
    "model",
    "registration",
    "clean-up",
    "places",
    "killed runs",
]


def rows_in(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def passed(found: Diagnosis) -> dict[str, bool | None]:
    return {check.name: check.passed for check in found.checks}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a method of MLflow's client raise, or do what is given."""
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    def change(name: str, action: Callable[..., Any] | None = None) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise MlflowException("permission denied\nwith a trace")

        monkeypatch.setattr(MlflowClient, name, action or refuse)

    return change


def test_a_sound_store_passes_and_keeps_nothing_of_it(tracking: Tracking, tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    before = rows_in(path)
    found = doctor(tracking)
    assert passed(found) == dict.fromkeys(NAMES, True)
    assert found.healthy
    assert rows_in(path) == before
    assert list((tmp_path / "mlartifacts").rglob("*")) == []
    assert as_text(found.tables(), 80).count("\n✓") == len(NAMES)


def test_a_store_that_is_missing_is_made(tmp_path: Path) -> None:
    assert doctor(f"sqlite:///{tmp_path / 'new' / 'mlflow.db'}").healthy


@pytest.mark.parametrize(
    ("method", "fails"),
    [
        ("create_experiment", "experiment"),
        ("log_batch", "run"),
        ("search_runs", "run"),
        ("download_artifacts", "artifact"),
        ("log_model_artifacts", "model"),
        ("create_model_version", "registration"),
        ("get_model_version_by_alias", "registration"),
    ],
)
def test_what_fails_is_named_with_its_fix_and_the_rest_is_not_tried(
    method: str, fails: str, tracking: Tracking, tmp_path: Path, broken: Callable[..., None]
) -> None:
    before = rows_in(tmp_path / "mlflow.db")
    broken(method)
    found = doctor(tracking)
    result = passed(found)
    place = NAMES.index(fails)
    assert not found.healthy
    assert [result[name] for name in NAMES[:place]] == [True] * place
    assert result[fails] is False
    assert [result[name] for name in NAMES[place + 1 : -3]] == [None] * (len(NAMES) - place - 4)
    check = next(each for each in found.checks if each.name == fails)
    assert "permission denied" in check.detail
    assert check.fix
    text = as_text(found.tables(), 80)
    assert "✗" in text
    assert "fix: " in text
    if method != "search_runs":  # which cleaning up needs too
        assert result["clean-up"] is True
        assert rows_in(tmp_path / "mlflow.db") == before


def test_a_store_that_gives_back_something_else_is_found_out(
    tracking: Tracking, broken: Callable[..., None]
) -> None:
    from mlflow.tracking import MlflowClient

    search = MlflowClient.search_runs

    def alter(self: MlflowClient, *words: Any, **options: Any) -> Any:
        found = search(self, *words, **options)
        for run in found:
            run.data.metrics["val_mae"] = 5.250001
        return found

    broken("search_runs", alter)
    check = next(each for each in doctor(tracking).checks if each.name == "run")
    assert check.passed is False
    assert "metrics: wrote" in check.detail


def test_what_cannot_be_taken_away_is_told(tracking: Tracking, broken: Callable[..., None]) -> None:
    broken("delete_registered_model")
    found = doctor(tracking)
    check = found.checks[-3]
    assert (check.name, check.passed) == ("clean-up", False)
    assert "permission denied" in check.detail
    assert f"model {PREFIX}" in check.detail
    assert "is still there" in check.detail


def test_ctrl_c_leaves_nothing_behind(
    tracking: Tracking, tmp_path: Path, broken: Callable[..., None]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = rows_in(tmp_path / "mlflow.db")
    broken("create_model_version", stop)
    with pytest.raises(KeyboardInterrupt):
        doctor(tracking)
    assert rows_in(tmp_path / "mlflow.db") == before


def test_what_a_killed_doctor_left_is_taken_away_later(
    tracking: Tracking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_in(tmp_path / "mlflow.db")
    killed = Scratch(open_store(tracking))
    for step in (killed.experiment, killed.log_run, killed.artifact, killed.log_model, killed.register):
        step()
    assert doctor(tracking).healthy
    assert killed.store.client.get_experiment_by_name(killed.name) is not None  # it may still be at work
    monkeypatch.setattr("nba_props.tracking.doctor.cleanup._FORGOTTEN", -60)
    assert doctor(tracking).healthy
    assert rows_in(tmp_path / "mlflow.db") == before


def test_runs_of_others_are_left_alone(tracking: Tracking, phase: Any) -> None:
    store = open_store(tracking)
    place = store.experiment(phase)
    kept = store.client.create_run(place).info.run_id
    deleted = store.client.create_run(place).info.run_id
    store.client.delete_run(deleted)
    store.client.create_registered_model("nba_props_pra")
    doctor(tracking)
    assert store.client.get_run(kept).info.lifecycle_stage == "active"
    assert store.client.get_run(deleted).info.lifecycle_stage == "deleted"
    assert store.client.get_registered_model("nba_props_pra").name == "nba_props_pra"


def test_a_database_of_another_program_is_told_and_nothing_else_is_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    assert main(["doctor", "--store", f"sqlite:///{path}", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [check["passed"] for check in found["checks"]] == [False] + [None] * 8
    assert "database of another program" in found["checks"][0]["detail"]


def test_the_command_says_how_it_is(tracking: Tracking, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--store", tracking.uri]) == 0
    shown = capsys.readouterr()
    assert "all is well" in shown.out
    assert shown.err == ""


def test_a_password_in_the_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--store", "postgresql://me:secret@host/db"]) == 2
    shown = capsys.readouterr()
    assert "holds a password" in shown.err
    assert "secret" not in shown.out + shown.err
