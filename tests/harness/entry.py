"""The commands of this package, called in this process as a person calls them, and what may come of it."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import logging
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hydra.core.global_hydra import GlobalHydra

LONGEST_MESSAGE = 4_000
SECONDS = 30


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    words: Sequence[str]
    code: int
    out: str
    err: str

    def problems(self) -> list[str]:
        """What no command may do, whatever it is given."""
        found = []
        if self.code not in (0, 2):
            found.append(f"exit code {self.code}")
        if "Traceback" in self.err or "Traceback" in self.out:
            found.append("a traceback")
        if len(self.err.encode()) > LONGEST_MESSAGE:
            found.append(f"a message of {len(self.err.encode())} bytes")
        if self.code == 2 and not self.err.strip():
            found.append("no reason")
        return found


def call(words: Sequence[str]) -> Ended:
    """Run `nba-props` with these words, in the current folder; a hang ends the test run with a trace."""
    from nba_props.cli import main

    out, err = io.StringIO(), io.StringIO()
    with _undisturbed(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=2)
        try:
            code = main(list(words))
        except SystemExit as stop:  # argparse
            code = stop.code if isinstance(stop.code, int) else 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test is about
            err.write(f"Traceback: {type(error).__name__}: {error}")
            code = 1
        finally:
            faulthandler.cancel_dump_traceback_later()
    return Ended(words, code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put back what a command changes in its process."""
    argv, environment, raising = list(sys.argv), dict(os.environ), logging.raiseExceptions
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        sys.argv[:] = argv
        os.environ.clear()
        os.environ.update(environment)
        logging.raiseExceptions = raising
        for handler in set(root.handlers) - set(handlers):
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)
        GlobalHydra.instance().clear()


def files_below(folder: Path) -> set[Path]:
    """All files below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


def running(store: Path) -> list[str]:
    """The runs of a SQLite store that are said to be going on."""
    if not store.is_file():
        return []
    with contextlib.closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT run_uuid FROM runs WHERE status = 'RUNNING'")
        return [str(run) for (run,) in rows]
