"""An update that is killed between calls: nothing is lost, nothing is doubled, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from nba_props.cli import main
from tests.source.folder import store
from tests.source.league import PATHS, answers, serve

UPDATE = ["data", "update", "--now", "2024-03-01T22:00Z"]
CALLS = 7
"""The schedule, four kinds of games, two rosters."""


def kill_at(server: HTTPServer, call: int) -> None:
    """Let a server kill the update at one of its calls."""
    command = [sys.executable, "-m", "nba_props.cli", *UPDATE]
    numbers: Iterator[int] = count(1)

    def answer(request: Request) -> Response:
        if next(numbers) == call:
            process.kill()
        return answers(request)

    server.clear()
    for path in PATHS.values():
        server.expect_request(path).respond_with_handler(answer)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        process.wait()
    assert process.returncode == -9


def test_an_update_that_is_killed_at_any_call_goes_on(
    httpserver: HTTPServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(httpserver)
    assert main(UPDATE) == 0
    assert len(httpserver.log) == CALLS
    whole = store(folder).fingerprint()
    monkeypatch.setenv("NBA_PROPS_STORE", str(folder / "again/store"))
    found = []
    for call in (1, 3, 6, 6):
        kill_at(httpserver, call)
        found.append(store(folder / "again").read("schedule").height)
    assert found == [0, 2, 2, 2]
    serve(httpserver)
    assert main(UPDATE) == 0
    assert store(folder / "again").fingerprint() == whole
