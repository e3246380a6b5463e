"""The server of one model: what it answers, what it refuses and with which status, and over real HTTP."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.errors import NBAPropsError
from nba_props.phase import Phase
from nba_props.serving import log
from nba_props.serving.loading import LoadedModel
from nba_props.serving.scorer import score
from nba_props.serving.server import Server
from nba_props.store import Tracking
from nba_props.tracking.run import open_run
from tests.serving.cases import bundle, rows


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """A model as MLflow loads it from a folder."""
    import mlflow.pyfunc

    path = tmp_path_factory.mktemp("served") / "model"
    log.write(path, bundle(), rows().head(3))
    return LoadedModel("model", mlflow.pyfunc.load_model(str(path)))


def asked(count: int = 20) -> list[dict[str, Any]]:
    return rows().head(count).fill_nan(None).to_dicts()


def body(*records: dict[str, Any]) -> bytes:
    return json.dumps({"dataframe_records": list(records)}).encode()


def strict(text: bytes) -> Any:
    """JSON as every reader of it reads it."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def call(
    server: Server, *parts: bytes, path: str = "/invocations", method: str = "POST", **headers: str
) -> tuple[int, Any]:
    """What a server answers to a request that arrives in parts."""
    left, sent = list(parts), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    async def send(message: Any) -> None:
        sent.append(message)

    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": lines}
    asyncio.run(server(scope, receive, send))
    return int(sent[0]["status"]), strict(sent[1]["body"])


def test_it_answers_what_the_scorer_says_with_null_for_what_is_unknown(model: LoadedModel) -> None:
    status, found = call(Server(model), body(*asked()))
    assert status == 200
    expected = score(bundle(), rows().head(20))
    answers = pl.DataFrame(found["predictions"], infer_schema_length=None).select(expected.columns)
    assert answers.fill_null(float("nan")).to_numpy() == pytest.approx(expected.to_numpy(), nan_ok=True)
    assert answers["p_over"].null_count() == np.isnan(expected["p_over"].to_numpy()).sum() > 0


WRONG: dict[str, dict[str, Any]] = {
    "row 1: line: -3 must be a number of 0 or more": {"line": -3},
    "row 1: novig_over: 7 must be between 0 and 1": {"novig_over": 7},
    "row 1: novig_over: 0 must be between 0 and 1": {"novig_over": 0},
    "row 1: f0: 1e+308 must be from -3.4e+38 to 3.4e+38": {"f0": 1e308},
    'row 1: f0: "twelve" must be a number': {"f0": "twelve"},
    'row 1: date: "tonight" must be a date': {"date": "tonight"},
}


@pytest.mark.parametrize("message", WRONG)
def test_what_cannot_be_is_refused_in_one_line(model: LoadedModel, message: str) -> None:
    status, found = call(Server(model), body({**asked(1)[0], **WRONG[message]}))
    assert (status, found["error_code"]) == (400, "BAD_REQUEST")
    assert message in found["message"]
    assert "\n" not in found["message"]


def test_a_request_is_read_up_to_its_bound_alone(model: LoadedModel) -> None:
    server, whole = Server(model, largest=10_000), body(*asked(1))
    assert call(server, whole[:100], whole[100:])[0] == 200
    for parts, headers in (
        ([b"{"], {"content_length": "10001"}),
        ([b" " * 6000, b" " * 6000, b"never read"], {}),
        ([b"{"], {"content_length": "9" * 19}),
    ):
        status, found = call(server, *parts, **headers)
        assert (status, found["message"]) == (413, "the request is larger than 10,000 bytes")
    assert call(server, b"{", content_length="nonsense")[0] == 400


def test_other_paths_methods_and_types_are_named(model: LoadedModel) -> None:
    server = Server(model)
    assert call(server, b"", path="/ping", method="GET") == (200, {})
    assert call(server, b"", path="/", method="GET")[0] == 404
    assert call(server, b"", method="GET")[0] == 405
    for kind in ("text/csv", "application/json; charset=latin-1"):
        status, found = call(server, body(*asked(1)), content_type=kind)
        assert (status, found["message"]) == (415, "a request must be application/json in UTF-8")
    assert call(server, body(*asked(1)), content_type='application/json; charset="UTF-8"')[0] == 200


def test_a_fault_of_the_server_is_told_to_its_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        @property
        def columns(self) -> list[str]:
            return []

        def predict(self, rows: pl.DataFrame) -> pl.DataFrame:
            raise ZeroDivisionError("secret")

    status, found = call(Server(Broken()), body({"line": 3}))
    assert (status, "secret" in json.dumps(found), "secret" in caplog.text) == (500, False, True)


def test_what_is_wrong_with_the_rows_is_an_error_in_python_too() -> None:
    with pytest.raises(NBAPropsError, match=r"^row 3: line: -1 must be a number of 0 or more"):
        score(bundle(), rows().head(3).with_columns(line=pl.Series([1.5, None, -1.0])))
    with pytest.raises(NBAPropsError, match=r"^row 1: f2: inf must be from"):
        score(bundle(), rows().head(3).with_columns(f2=float("inf")))


# Over HTTP


@contextmanager
def serving(*words: str, log_file: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to `nba-props serve`, which ends with the block."""
    command = [sys.executable, "-m", "nba_props.cli", "serve", *words, "--port", "0", "--max-request", "1"]
    with (
        log_file.open("w") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as server,
    ):
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), log_file.read_text()
            connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
            yield connection
            connection.close()
        finally:
            server.terminate()
            server.wait(30)


def ask(connection: http.client.HTTPConnection, data: bytes) -> tuple[int, Any]:
    connection.request("POST", "/invocations", data, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, strict(answer.read())


@pytest.mark.slow
def test_the_command_serves_a_run_and_survives_nonsense(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    with open_run(tracking, phase, "served") as run:
        log.log(run, bundle(), rows().head(3))
    errors = tmp_path / "errors.txt"
    with serving(run.id[:8], "--store", tracking.uri, log_file=errors) as connection:
        nonsense = [b"{", b"[" * 200_000, b"\xff", b"{}", body({"x": 1}), body({**asked(1)[0], "line": -1})]
        for data in nonsense:
            status, found = ask(connection, data)
            assert (status, list(found)) == (400, ["error_code", "message"])
        status, found = ask(connection, body(*asked(3)))
        assert (status, len(found["predictions"])) == (200, 3)
        assert found["predictions"][0]["p_over"] is None  # asked without a line
        assert ask(connection, b" " * (2**20 + 1))[0] == 413
    assert errors.read_text() == "terminated\n"


def test_the_command_names_a_model_that_is_not_there(
    tracking: Tracking, phase: Phase, capsys: pytest.CaptureFixture[str]
) -> None:
    from nba_props.cli import main

    with open_run(tracking, phase, "without a model") as run:
        pass
    for name, message in {
        run.id: f"error: run {run.id}: has logged no model; it takes tracking.artifacts=standard or full",
        "0" * 32: "`nba-props experiments best PHASE` lists runs",
        "pra": "neither a run's id nor a registered version, such as pra@production; registered: none",
        "pra@production": "model nba_props_pra: is not registered; nothing is registered yet",
        "models:/foo/1": "error: models:/foo/1: no model foo is registered; nothing is registered yet",
        f"models:/foo/{10**20}": f"error: models:/foo/{10**20}: no model foo is registered",
        "models:/foo": "error: models:/foo: no logged model has the id foo; nothing is registered yet",
        "runs:/abcd1234/model": f"error: run abcd1234: there is none in {tracking.uri}",
        "models:/nba_props_pra/latest": "nba_props_pra: is not registered; nothing is registered yet",
    }.items():
        assert main(["serve", name, "--store", tracking.uri, "--port", "0"]) == 2
        said = capsys.readouterr().err
        assert message in said
        assert len(said.splitlines()) == 1
    assert main(["serve", "x", "--port", "0", "--max-request", "0"]) == 2
    assert "--max-request 0: must be 1 or more" in capsys.readouterr().err
