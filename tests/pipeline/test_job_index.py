from __future__ import annotations

import copy
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from nba_props.core.fingerprint import digest, source_hash
from nba_props.phase import Phase
from nba_props.pipeline.job import COMPUTING, identity
from nba_props.pipeline.job_index import FinishedJob, find, write
from nba_props.store import Artifacts, Tracking
from nba_props.tracking.run import open_run
from nba_props.tracking.store import open_store

CONFIG: dict[str, Any] = {
    "phase": {"name": "advanced"},
    "model": {"max_depth": 4, "windows": [3, 5]},
    "paths": {"outputs": "outputs"},
    "tracking": {"uri": "sqlite:///a.db", "artifacts": "full"},
    "threads": 1,
    "seed": 42,
    "force": False,
    "objective": "val_mae",
}


def test_a_job_is_the_same_wherever_and_however_fast_it_runs() -> None:
    other = {key: copy.deepcopy(CONFIG[key]) for key in reversed(CONFIG)}
    other |= {"paths": {"outputs": "/elsewhere"}, "threads": 8, "force": True, "objective": "val_rmse"}
    other |= {"run_name": "deeper trees"}
    other["tracking"]["artifacts"] = "light"
    assert identity(other, "data") == identity(CONFIG, "data")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", 43),
        ("model", {"max_depth": 5, "windows": [3, 5]}),
        ("model", {"max_depth": 4, "windows": [5, 3]}),
    ],
)
def test_a_job_is_another_when_a_choice_differs(key: str, value: Any) -> None:
    assert identity({**CONFIG, key: value}, "data") != identity(CONFIG, "data")


def test_a_job_is_another_when_the_data_differ() -> None:
    assert identity(CONFIG, "data") != identity(CONFIG, "other data")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return make_package(tmp_path / "one")


def make_package(folder: Path) -> Path:
    for name in (
        "features/block/lags.py",
        "model/ridge.py",
        "cli/main.py",
        "report/svg.py",
        "tracking/run.py",
        "pipeline/compute.py",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"name = {name!r}\nx = 1\n".encode())
    return folder


def code_hash(package: Path, *parts: str) -> str:
    return source_hash(*(parts or COMPUTING), package=package)


def test_the_same_code_has_the_same_hash_in_any_folder_and_with_any_line_ends(
    tmp_path: Path, package: Path
) -> None:
    other = make_package(tmp_path / "two")
    for path in other.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (other / "notes.txt").write_text("not code")
    assert code_hash(other) == code_hash(package)


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("features/block/lags.py", True),
        ("pipeline/compute.py", True),
        ("cli/main.py", False),
        ("report/svg.py", False),
        ("tracking/run.py", False),
    ],
)
def test_the_code_of_stages_matters_and_that_of_commands_and_tracking_does_not(
    package: Path, name: str, matters: bool
) -> None:
    before = code_hash(package)
    (package / name).write_text("x = 2\n")
    assert (code_hash(package) != before) is matters


def test_a_renamed_file_is_other_code(package: Path) -> None:
    before = code_hash(package)
    (package / "model" / "ridge.py").rename(package / "model" / "ridge2.py")
    assert code_hash(package) != before


def test_the_hash_of_some_parts_ignores_the_others(package: Path) -> None:
    before = code_hash(package, "features")
    (package / "model" / "ridge.py").write_text("x = 2\n")
    assert code_hash(package, "features") == before
    (package / "features" / "block" / "lags.py").write_text("x = 2\n")
    assert code_hash(package, "features") != before


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


@pytest.fixture
def done(tracking: Tracking, phase: Phase, tmp_path: Path) -> FinishedJob:
    with open_run(tracking, phase, "a") as run:
        run.metrics({"val_mae": 5.9})
    job = FinishedJob("abc", run.id, run.store.uri, str(tmp_path / "out"), {"val_mae": 5.9})
    write(tmp_path, job)
    return job


def test_a_finished_job_is_found_with_its_run_and_figures(
    tmp_path: Path, tracking: Tracking, done: FinishedJob
) -> None:
    assert find(tmp_path, "abc", tracking.uri) == done
    assert json.loads((tmp_path / "jobs" / "abc.json").read_text())["run_id"] == done.run_id
    assert find(tmp_path, "other", tracking.uri) is None


def test_a_finished_job_is_found_by_a_relative_uri(
    tmp_path: Path, done: FinishedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(tmp_path, "abc", "sqlite:///mlflow.db") == done


def test_a_job_whose_run_was_deleted_is_to_be_run_again(
    tmp_path: Path, tracking: Tracking, done: FinishedJob
) -> None:
    open_store(tracking).client.delete_run(done.run_id)
    assert find(tmp_path, "abc", tracking.uri) is None


def test_a_job_whose_run_did_not_finish_is_to_be_run_again(
    tmp_path: Path, tracking: Tracking, done: FinishedJob
) -> None:
    open_store(tracking).client.set_terminated(done.run_id, "KILLED")
    assert find(tmp_path, "abc", tracking.uri) is None


def test_a_job_of_another_store_is_to_be_run_again(tmp_path: Path, done: FinishedJob) -> None:
    assert find(tmp_path, "abc", f"sqlite:///{tmp_path}/other.db") is None
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"job": "other"}', '"abc"', "\0\0\0"])
def test_a_damaged_entry_counts_as_not_finished_and_is_rewritten(
    content: str, tmp_path: Path, tracking: Tracking, done: FinishedJob, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "jobs" / "abc.json").write_text(content)
    with caplog.at_level(logging.WARNING):
        assert find(tmp_path, "abc", tracking.uri) is None
    assert "abc.json cannot be used" in caplog.text
    write(tmp_path, done)
    assert find(tmp_path, "abc", tracking.uri) == done


@pytest.mark.parametrize(
    ("kept", "enough"),
    [
        ("light", "light"),
        ("predictions", "light predictions"),
        ("standard", "light predictions standard full"),
        ("full", "light predictions standard full"),
    ],
)
def test_a_run_is_an_answer_where_as_much_was_kept(kept: str, enough: str) -> None:
    level = Artifacts(kept)
    done = FinishedJob("abc", "1", "", "", {}, light=level.is_light, artifacts=kept)
    assert {each.value for each in Artifacts if done.has_kept(each)} == set(enough.split())
    assert not FinishedJob("abc", "1", "", "", {}, light=True).has_kept(Artifacts.predictions)


def test_an_entry_that_names_another_job_is_not_believed(
    tmp_path: Path, tracking: Tracking, done: FinishedJob
) -> None:
    (tmp_path / "jobs" / "abc.json").rename(tmp_path / "jobs" / "xyz.json")
    assert find(tmp_path, "xyz", tracking.uri) is None
