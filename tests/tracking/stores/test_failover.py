from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.run import Run, open_run
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.sync import find, sync
from tests import warm
from tests.servers import MlflowServer, Postgres

STEPS = 30


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is down refuses at once; one that has just started may be long about its first answer."""
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "60")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0")


@pytest.fixture
def phase(request: pytest.FixtureRequest) -> Phase:
    """An experiment of the test's own."""
    return Phase("advanced", request.node.name, "d", {"phase": "advanced"})


def first_half(run: Run) -> None:
    run.params({"model": {"depth": 6}, "seed": 42})
    run.artifacts({"config.yaml": {"a": 1}, "data/quality.json": {"rows": 3}})
    run.metrics({"early": 1.0})


def second_half(run: Run) -> None:
    run.metrics({"val_mae": 5.9, "fold_mae": {step: float(step) for step in range(STEPS)}})
    run.artifacts({"plots/a.png": b"\x89PNG", "big.bin": b"x" * 3_000_000})
    run.params({"late": True})
    run.tags({"model_type": "lightgbm"})


def assert_complete(store: Store, run_id: str, status: str = "FINISHED") -> None:
    client = store.client
    run = client.get_run(run_id)
    assert run.info.status == status
    assert run.data.params == {"model.depth": "6", "seed": "42", "late": "true"}
    assert run.data.metrics == {"early": 1.0, "val_mae": 5.9, "fold_mae": STEPS - 1.0}
    assert len(client.get_metric_history(run_id, "fold_mae")) == STEPS
    assert len(client.get_metric_history(run_id, "early")) == 1
    assert run.data.tags["model_type"] == "lightgbm"
    names = {each.path: each.file_size for each in client.list_artifacts(run_id)}
    assert {"config.yaml", "data", "plots", "big.bin"} == set(names)
    assert names["big.bin"] == 3_000_000


def runs_of(store: Store, phase: Phase) -> list[Any]:
    return list(store.client.search_runs([store.experiment(phase)]))


@pytest.mark.slow
def test_a_run_on_a_server_is_complete_and_leaves_no_spool(
    server: MlflowServer, phase: Phase, tmp_path: Path
) -> None:
    with open_run(Tracking(uri=server.uri), phase, "a", output=tmp_path) as run:
        first_half(run)
        assert find([tmp_path]) != []
        second_half(run)
    assert_complete(open_store(server.uri), run.id)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_run_whose_server_dies_is_finished_in_its_folder_and_logged_later_once(
    server: MlflowServer, phase: Phase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        open_run(Tracking(uri=server.uri), phase, "a", output=tmp_path) as run,
    ):
        first_half(run)
        server.kill()
        second_half(run)
    assert run.offline
    assert f"nba-props tracking sync {tmp_path}" in caplog.text
    (down,) = sync([tmp_path])
    assert down.state == "failed"
    assert server.uri in down.problem
    server.start()
    store = open_store(server.uri)
    assert store.status(run.id) == "RUNNING"
    (done,) = sync([tmp_path])
    assert (done.state, done.run_id) == ("logged", run.id)
    assert_complete(store, run.id)
    assert list(sync([tmp_path])) == []
    assert [each.info.run_id for each in runs_of(store, phase)] == [run.id]


@pytest.mark.slow
def test_a_server_that_is_back_at_the_end_of_the_run_gets_what_it_missed(
    server: MlflowServer, phase: Phase, tmp_path: Path
) -> None:
    with open_run(Tracking(uri=server.uri), phase, "a", output=tmp_path) as run:
        first_half(run)
        server.kill()
        second_half(run)
        server.start()
    assert_complete(open_store(server.uri), run.id)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_run_that_fails_without_its_server_is_logged_as_failed_later(
    server: MlflowServer, phase: Phase, tmp_path: Path
) -> None:
    with (  # noqa: PT012
        pytest.raises(ZeroDivisionError),
        open_run(Tracking(uri=server.uri), phase, "a", output=tmp_path) as run,
    ):
        first_half(run)
        server.kill()
        second_half(run)
        run.metrics({"never": 1 / 0})
    server.start()
    assert [each.status for each in sync([tmp_path])] == ["FAILED"]
    store = open_store(server.uri)
    assert_complete(store, run.id, "FAILED")
    assert store.client.get_run(run.id).data.tags["failure"] == "ZeroDivisionError: division by zero"


@pytest.mark.slow
def test_a_server_that_hangs_in_mid_run_does_not_hold_the_run(
    server: MlflowServer, phase: Phase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_run(Tracking(uri=server.uri), phase, "a", output=tmp_path) as run:
        first_half(run)
        server.pause(True)
        monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
        second_half(run)
        assert run.offline
    server.pause(False)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "60")
    for _ in sync([tmp_path]):
        pass
    assert_complete(open_store(server.uri), run.id)


SCRIPT = """
import sys, time
from pathlib import Path
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.run import open_run
uri, experiment, output = sys.argv[1:]
with open_run(Tracking(uri=uri), Phase("a", experiment, "d", {}), "a", output=Path(output)) as run:
    run.metrics({"before": 1.0})
    print(run.id, flush=True)
    time.sleep(300)
"""


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_a_run_that_sync_ends(
    server: MlflowServer, phase: Phase, tmp_path: Path
) -> None:
    words = ["-c", SCRIPT, server.uri, phase.experiment_name, str(tmp_path)]
    with warm.start(words, tmp_path, errors=False) as process:
        run_id = process.readline().strip()
        assert [each.state for each in sync([tmp_path])] == ["running"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    store = open_store(server.uri)
    assert store.status(run_id) == "RUNNING"
    assert [each.status for each in sync([tmp_path])] == ["KILLED"]
    assert store.status(run_id) == "KILLED"
    assert store.client.get_run(run_id).data.metrics == {"before": 1.0}


def test_a_database_that_dies_in_mid_run_is_no_other_case(
    postgres: Postgres, phase: Phase, tmp_path: Path
) -> None:
    tracking = Tracking(uri=postgres.create("dies"), artifact_root=str(tmp_path / "files"))
    with open_run(tracking, phase, "a", output=tmp_path / "out") as run:
        first_half(run)
        postgres.stop()
        second_half(run)
    assert run.offline
    assert [each.state for each in sync([tmp_path])] == ["failed"]
    postgres.start()
    assert [each.state for each in sync([tmp_path])] == ["logged"]
    assert_complete(open_store(tracking), run.id)
