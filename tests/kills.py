"""Commands in processes of their own that are killed at a given moment.

The moments are what a command does to its folder: every file that it opens to write, makes, renames or
removes, and every statement of SQL. Between two of them nothing changes that another process could see.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from tests import processes

PRELOADED = [
    *processes.PRELOADED, "tests.kills",
    "filelock", "httpcore", "httpx", "hydra", "polars", "rich.progress", "stamina",
    "nba_api.stats.endpoints.commonteamroster", "nba_api.stats.endpoints.leaguegamelog",
    "nba_api.stats.static.teams",
    "nba_props.cli.commands.bets", "nba_props.cli.commands.data", "nba_props.configuration.build",
    "nba_props.configuration.single", "nba_props.data.store.importing", "nba_props.live.bets.ledger",
    "nba_props.live.bets.views", "nba_props.source.files", "nba_props.source.league",
    "nba_props.source.odds", "nba_props.source.the_odds_api",
]  # fmt: skip
"""What takes a process seconds to import, and starts no thread."""
KILLED = -signal.SIGKILL
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.rename", "os.remove", "os.mkdir")


def forked() -> ForkServerContext:
    """The context whose processes are forks of one that has imported the commands and done nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@dataclass
class Moments:
    """Counts the moments of this process in a folder, and ends it at one of them; 0: never."""

    folder: str
    last: int
    count: int = 0

    def listen(self) -> None:
        """Hear of every change of a file from now on, and of every statement of connections that are made."""
        sys.addaudithook(self.heard)
        connect = sqlite3.connect

        def traced(*args: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **named)
            connection.set_trace_callback(lambda _: self.passes())
            return connection

        setattr(sqlite3, "connect", traced)  # noqa: B010 - its type has overloads

    def heard(self, event: str, args: tuple[object, ...]) -> None:
        """Take an event of Python's audit."""
        writes = event == "open" and isinstance(args[2], int) and args[2] & WRITING
        if writes or event in CHANGES:
            self.passes_at(args[0])

    def passes_at(self, path: object) -> None:
        """Count a change of a file, if it is one of the folder."""
        if isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(self.folder):  # noqa: PTH100
            self.passes()

    def passes(self) -> None:
        """Count a moment, and end the process where it is the last one."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Command:
    """A command line with the environment and the folder that it is run in, and what holds meanwhile."""

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    within: Callable[[], AbstractContextManager[object]] = nullcontext

    def run(self, kill_at: int = 0) -> tuple[int, int]:
        """Run it to its end, or kill it at a moment; returns the exit code and how many moments it had."""
        hear, tell = forked().Pipe(duplex=False)
        process = forked().Process(target=_run, args=(self, kill_at, tell.send))
        process.start()
        tell.close()
        try:
            code, moments = hear.recv()
        except EOFError:
            code, moments = None, kill_at
        process.join()
        ended = process.exitcode if code is None else code
        assert ended is not None
        return ended, moments


def _run(command: Command, kill_at: int, told: Callable[[tuple[int, int]], None]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.environ.update(command.environment)
    os.chdir(command.folder)
    from nba_props.cli import main

    moments = Moments(str(command.folder), kill_at)
    moments.listen()
    with command.within():
        told((main(list(command.words)), moments.count))
