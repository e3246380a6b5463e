"""Several processes at once, and processes that are killed at any moment: nothing lost, nothing doubled."""

from __future__ import annotations

import itertools
import os
import signal
import time
from pathlib import Path

import pytest

from nba_props.live.bets.ledger import BetLedger
from tests import warm
from tests.conftest import ROOT
from tests.live.bets.cases import LATER, MORNING, boxes, picks
from tests.sizes import in_two_sizes

WORK = """
import sys
from pathlib import Path
from nba_props.live.bets.ledger import BetLedger
from tests.live.bets.cases import EVENING, LATER, MORNING, boxes, picks

path, first = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for round in range(first, first + {rounds}):
    ledger = BetLedger.open(path)
    ledger.record(picks(*({{"pick_id": f"b{{n}}"}} for n in range(round + 1))), EVENING)
    ledger.settle(boxes({{"points": 25 if round % 2 else 10}}), MORNING if round % 2 else LATER)
    print(round, flush=True)
"""
"""Records one bet more in each round, all earlier ones again, and settles by a box score that changes."""


def _start(path: Path, rounds: int, first: int = 0, new: bool = False) -> warm.Started:
    words = ["-c", WORK.format(rounds=rounds), str(path), str(first)]
    return warm.start(words, ROOT, {**os.environ, "POLARS_MAX_THREADS": "1"}, new=new)


def _check_whole(ledger: BetLedger, told: int) -> None:
    """Every bet that was told of is there once, with a history in which nothing is said twice."""
    bets, changes = ledger.bets(), ledger.history()
    ids = set(bets["bet_id"])
    assert {f"b{number}" for number in range(told + 1)} <= ids
    assert len(ids) == bets.height
    for _, history in changes.group_by("bet_id"):
        ordered = history.sort("change")
        assert ordered["change"].to_list() == list(range(1, ordered.height + 1))
        assert ordered["kind"].to_list() == ["record", *["settle"] * (ordered.height - 1)]
        results = ordered["result"].to_list()
        assert all(a != b for a, b in itertools.pairwise(results)), "settled twice"
    won, lost = (bets["result"] == "win").sum(), (bets["result"] == "loss").sum()
    assert bets["profit"].fill_null(0).sum() == pytest.approx(10.0 * (int(won) - int(lost)))


@pytest.mark.slow
def test_two_processes_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bets.sqlite"
    both = [_start(path, 12, new=True) for _ in range(2)]
    assert [process.communicate()[0].split()[-1] for process in both] == ["11", "11"]
    assert [process.returncode for process in both] == [0, 0]
    ledger = BetLedger.open(path, create=False)
    assert ledger.bets().height == 12
    _check_whole(ledger, 11)


@in_two_sizes("kills", 15, 50)
def test_kills_at_any_moment_lose_and_double_nothing(kills: int, tmp_path: Path) -> None:
    path, told = tmp_path / "bets.sqlite", -1
    for kill in range(kills):
        process = _start(path, 1000, told + 1, new=kill == 0)
        assert process.readline() == "ready\n"
        if kill % 5:  # else while the first round is made, and at the very first the file
            told = int(process.readline())
        time.sleep(kill % 10 * 0.004)
        process.send_signal(signal.SIGKILL)
        rounds = process.communicate()[0].split()
        assert process.returncode == -signal.SIGKILL
        told = max([told, *map(int, rounds)])
        if path.exists():
            _check_whole(BetLedger.open(path), told)
    ledger = BetLedger.open(path)
    assert told >= kills * 4 // 5 - 1
    ledger.record(picks(*({"pick_id": f"b{number}"} for number in range(told + 1))), LATER)
    ledger.settle(boxes({}), MORNING)
    assert set(ledger.bets()["result"]) == {"win"}
    _check_whole(ledger, told)
