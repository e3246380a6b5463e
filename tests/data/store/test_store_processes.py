"""Stores of several processes, and of processes that are killed: nothing lost, doubled or half-written."""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from nba_props.data.store import DataStore
from tests.data.store.tables import NOON, player_games, quotes
from tests.sizes import in_two_sizes

STEPS = 400


def forked() -> ForkServerContext:
    """The context whose processes are forks of one that has imported the store and done nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def step(store: DataStore, number: int) -> None:
    """Change one row of a table, add one, and add a snapshot."""
    store.upsert("player_games", player_games([0, number + 1], points=number % 100))
    store.append("quotes", quotes([f"P{number}", "Q"]), NOON)


def work(root: Path, first: int, last: int, told: Connection) -> None:
    """Take the steps one by one, and tell of each when it is done, and how many seconds it took."""
    store = DataStore.open(root, create=True)
    for number in range(first, last):
        began = time.perf_counter()
        step(store, number)
        told.send((number, time.perf_counter() - began))


@in_two_sizes("kills", 12, 50)
def test_kills_at_any_moment_lose_and_double_nothing(kills: int, tmp_path: Path) -> None:
    chance, root, done = random.Random(0), tmp_path / "store", 0
    context = forked()
    for _ in range(kills):
        hear, tell = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(root, done, done + STEPS, tell))
        process.start()
        tell.close()
        assert hear.poll(60), "it did not take its first step"
        number, seconds = hear.recv()
        process.join(chance.uniform(0, 3 * seconds))
        process.kill()
        process.join()
        done = heard(hear, number + 1)
        holds(DataStore.open(root), done)
    store = DataStore.open(root)
    step(store, done)
    assert done >= kills
    assert store.read("player_games")["player_id"].to_list() == list(range(done + 2))
    assert sorted(store.read("quotes")["player"]) == sorted(
        [*(f"P{n}" for n in range(done + 1)), *["Q"] * (done + 1)]
    )
    left = [path.name for path in root.glob("*/*/.*.tmp")]
    assert left == []


def heard(hear: Connection, done: int) -> int:
    """Return how many steps have been told of as done."""
    try:
        while hear.poll(0):
            done = hear.recv()[0] + 1
    except EOFError:
        pass
    return done


def holds(store: DataStore, done: int) -> None:
    """Make sure that every step that was told of is there, and of later ones at most the next."""
    games, lines = store.read("player_games"), store.read("quotes")
    assert games["player_id"].to_list() in [list(range(done + 1)), list(range(done + 2))]
    assert lines.height in (2 * done, 2 * done + 2)


def share(root: Path, first: int, told: Connection) -> None:
    """Take every second step."""
    store = DataStore.open(root, create=True)
    for number in range(first, 40, 2):
        step(store, number)
    told.send(first)


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    context, root = forked(), tmp_path / "store"
    pipes = [context.Pipe(duplex=False) for _ in range(2)]
    processes = [context.Process(target=share, args=(root, n, pipes[n][1])) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    store = DataStore.open(root)
    assert store.read("player_games")["player_id"].to_list() == list(range(41))
    assert store.read("quotes").height == 80
