"""Commands that are killed at any moment: nothing lost, doubled or half-written, and the next one goes on."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from nba_props.cli import main
from nba_props.data.store import DataStore
from nba_props.data.store.tables import STORED
from nba_props.live.bets import FILE
from nba_props.live.bets.ledger import BetLedger
from tests.kills import KILLED, Command
from tests.live.bets.cases import EVENING, boxes, picks
from tests.sizes import in_two_sizes
from tests.source.folder import store
from tests.source.league import PATHS, answers, serve
from tests.source.replay import NOW, serve_odds
from tests.source.test_files import drop

UPDATE = ["data", "update", "--now", "2024-03-01T22:00Z"]
CALLS = 7
"""The schedule, four kinds of games, two rosters."""


SETTLE = ["bets", "settle", "--now", "2024-03-09T14:00Z"]
RECORDED = 12


@dataclass(frozen=True)
class Case:
    """A command, what must be there before it, and how often it is killed in all."""

    words: Sequence[str]
    kills: int
    prepare: Callable[[HTTPServer, Path], None]


def served(server: HTTPServer, folder: Path) -> None:
    """Let a server answer for every source, beside a folder with files."""
    for path in PATHS.values():
        server.expect_request(path).respond_with_handler(answers)
    serve_odds(server)
    drop(folder / "incoming")


def played(server: HTTPServer, folder: Path) -> None:
    """Keep bets on a game that has been played since."""
    kept = DataStore.open(folder / "store", create=True)
    kept.upsert("player_games", boxes({"points": 25}))
    bets = picks(*({"pick_id": f"b{number}", "line": 20.5 + number} for number in range(RECORDED)))
    BetLedger.open(folder / "store" / FILE).record(bets, EVENING)


CASES = {
    "update": Case(UPDATE, 14, served),
    "odds": Case(["data", "odds", "--now", NOW, "--max-credits", "99"], 10, served),
    "import": Case(["data", "import", "incoming"], 10, served),
    "files": Case(["data", "update", "--source", "files", "--now", NOW], 8, served),
    "settle": Case(SETTLE, 8, played),
}
"""Fifty kills."""


def rows(folder: Path) -> dict[str, list[Any]]:
    """All rows of the tables and of the ledger; reading them shows that no file is half there."""
    root = folder / "store"
    found = {}
    if (root / "store.json").is_file():
        found = {name: sorted(map(repr, DataStore.open(root).read(name).rows())) for name in STORED}
    if (root / FILE).is_file():
        found["bets"] = sorted(map(repr, BetLedger.open(root / FILE, create=False).history().rows()))
    return {name: table for name, table in found.items() if table}


def lost(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """The rows that were there and are not."""
    return [row for name, table in before.items() for row in table if row not in after.get(name, [])]


@in_two_sizes("share", 0.3, 1)
@pytest.mark.parametrize("name", CASES)
def test_a_command_that_is_killed_at_any_moment_goes_on(
    name: str, share: float, httpserver: HTTPServer, folder: Path
) -> None:
    case, chance, kills = CASES[name], random.Random(name), 0
    case.prepare(httpserver, folder)
    given = folder / "given"
    shutil.copytree(folder / "store", given) if (folder / "store").is_dir() else given.mkdir()
    environment = {key: value for key, value in os.environ.items() if key.startswith(("NBA_PROPS", "ODDS"))}
    command = Command(case.words, environment, folder)
    before = rows(folder)
    code, moments = command.run()
    assert code == 0
    whole = rows(folder)
    assert whole != before
    left, done = whole, True
    while kills < share * case.kills:
        if done:
            shutil.rmtree(folder / "store")
            shutil.copytree(given, folder / "store")
            left = before
        done = command.run(chance.randint(1, moments))[0] != KILLED
        kills += not done
        now = rows(folder)
        assert not lost(left, now)
        assert not lost(now, whole), "something is there that is never there"
        assert all(len(table) == len(set(table)) for table in now.values()), "something is there twice"
        assert now == whole or not done
        left = now
    assert command.run()[0] == 0
    assert rows(folder) == whole


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


@pytest.mark.slow
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
