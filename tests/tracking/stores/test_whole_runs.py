"""Whole runs from the command line against a real server, with credentials in the environment."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nba_props.tracking.store import open_store
from tests import warm
from tests.servers import MlflowServer

USER, SECRET, TOKEN = "ann", "s3cret-Pa55w0rd", "t0ken-of-ann"
ENCODED = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
QUICK = (
    "debug=quick",
    "data.markets=[pra]",
    "phase=advanced",
    "tracking=server",
    "tracking.artifacts=full",
    "model=ridge",
)

pytestmark = pytest.mark.slow


def environment(uri: str) -> dict[str, str]:
    return {
        **os.environ,
        "MLFLOW_TRACKING_URI": uri,
        "MLFLOW_TRACKING_USERNAME": USER,
        "MLFLOW_TRACKING_PASSWORD": SECRET,
        "PGPASSWORD": TOKEN,
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    }


def start(folder: Path, uri: str, *words: str, new: bool = False) -> warm.Started:
    return warm.start(["-m", "nba_props.cli", *words], folder, environment(uri), new=new)


def ended(process: warm.Started) -> tuple[int, str]:
    told, _ = process.communicate(timeout=500)
    assert process.returncode is not None
    return process.returncode, told


def traces_of_secrets(*folders: Path) -> Iterator[str]:
    """Every file below some folders that holds one of the secrets, plain or encoded."""
    needles = [word.encode() for word in (SECRET, TOKEN, ENCODED)]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and any(needle in path.read_bytes() for needle in needles):
                yield str(path)


def assert_untold(text: str, *folders: Path) -> None:
    assert [word for word in (SECRET, TOKEN, ENCODED) if word in text] == []
    assert list(traces_of_secrets(*folders)) == []


def test_a_run_whose_server_is_killed_ends_well_and_is_logged_later(
    server: MlflowServer, tmp_path: Path
) -> None:
    process = start(tmp_path, server.uri, "train", *QUICK)
    while process.poll() is None and not list(tmp_path.rglob("tracking/*/00000*")):
        time.sleep(0.02)
    server.kill()
    code, told = ended(process)
    assert code == 0, told
    assert "log it later with: nba-props tracking sync" in told
    (result,) = tmp_path.rglob("outputs/*/*/*/result.json")
    run_id = json.loads(result.read_bytes())["run_id"]
    server.start()
    code, synced = ended(start(tmp_path, server.uri, "tracking", "sync"))
    assert (code, synced) == (0, f"logged   {run_id} in Phase2_Advanced (FINISHED)\n")
    client = open_store(server.uri).client
    run = client.get_run(run_id)
    assert run.info.status == "FINISHED"
    assert run.data.metrics["val_mae"] == json.loads(result.read_bytes())["metrics"]["val_mae"]
    assert {"report.html", "result.json", "plots"} <= {each.path for each in client.list_artifacts(run_id)}
    assert_untold(told + synced, tmp_path, server.folder)


def test_a_run_that_succeeds_tells_no_secret_anywhere(server: MlflowServer, tmp_path: Path) -> None:
    code, told = ended(start(tmp_path, server.uri, "train", *QUICK, "seed=7", new=True))
    assert code == 0, told
    assert list(tmp_path.rglob(".hydra/config.yaml")) != []
    assert list(tmp_path.rglob("tracking")) == []
    assert_untold(told, tmp_path, server.folder)


@pytest.mark.parametrize("trace", ["0", "1"])
def test_a_server_that_is_down_is_one_line_and_leaves_no_secret(tmp_path: Path, trace: str) -> None:
    os.environ["HYDRA_FULL_ERROR"] = trace
    try:
        code, told = ended(start(tmp_path, "http://127.0.0.1:9", "train", *QUICK))
    finally:
        del os.environ["HYDRA_FULL_ERROR"]
    assert code == (2 if trace == "0" else 1)
    lines = [line for line in told.splitlines() if line.startswith("error: ")]
    assert ["nothing answers there" in line for line in lines] == ([True] if trace == "0" else [])
    assert_untold(told, tmp_path)


@pytest.mark.parametrize("given", ["environment", "word"])
@pytest.mark.parametrize("words", [(), ("-m",)], ids=["one", "multirun"])
def test_a_password_in_the_address_is_refused_before_anything_is_written(
    tmp_path: Path, given: str, words: tuple[str, ...]
) -> None:
    uri = f"http://{USER}:{SECRET}@127.0.0.1:9"
    extra = () if given == "environment" else (f"tracking.uri='{uri}'",)
    where = uri if given == "environment" else "http://127.0.0.1:9"
    code, told = ended(start(tmp_path, where, "train", *words, *QUICK, *extra))
    assert code == 2
    assert "MLFLOW_TRACKING_PASSWORD" in told
    assert_untold(told, tmp_path)
