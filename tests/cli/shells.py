"""Shells as a person has them: a terminal of their own, keys typed into it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 60.0
QUIET = 0.5
SHELLS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
"""Options with which they read no files of the user's."""

STUB = """#!/bin/sh
case "$2" in -sc | --names) exec {python} -m nba_props.cli "$@" ;; esac
echo "got:$*:"
"""
"""A command that tells its words; what completion asks it goes to the real one."""


@dataclass
class Shell:
    """A shell that is running in a terminal."""

    terminal: int
    seen: str = field(default="")

    def type(self, keys: str, until: str) -> bool:
        """Type keys, wait for a text to be printed, and then for the next prompt."""
        self.seen = ""
        os.write(self.terminal, keys.encode())
        end = time.monotonic() + PATIENCE
        while until not in self.seen and time.monotonic() < end:
            self._read()
        while self._read(QUIET):  # keys that come before the prompt is there are lost in zsh
            pass
        return until in self.seen

    def _read(self, patience: float = 0.2) -> bool:
        """Read what is there; whether that was anything."""
        ready = select.poll()  # select.select refuses a number of 1024 or more
        ready.register(self.terminal, select.POLLIN)
        if not ready.poll(patience * 1000):
            return False
        self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        return True

    def completes(self, words: str, to: str) -> bool:
        """Whether words followed by Tab and Enter run `nba-props` with the words that are wanted."""
        return self.type(f"nba-props {words}\t\r", f"got:{to}:")


@contextmanager
def opened(name: str, home: Path) -> Iterator[Shell]:
    """A shell with an empty home, in which `nba-props` tells its words; skipped where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"no {name} is installed")
    stub = home / "bin" / "nba-props"
    stub.parent.mkdir()
    stub.write_text(STUB.format(python=sys.executable))
    stub.chmod(0o755)
    variables = {
        "HOME": str(home),
        "PATH": f"{stub.parent}:{os.environ['PATH']}",
        "TERM": "xterm",
        "PS1": "$ ",
    }
    process, terminal = pty.fork()
    if process == 0:
        _become([path, *SHELLS[name]], {**os.environ, **variables}, home)
    try:
        yield Shell(terminal)
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def _become(command: list[str], variables: Mapping[str, str], folder: Path) -> None:
    os.chdir(folder)
    os.execve(command[0], command, variables)
