"""Commands as processes of their own that need not import everything again.

What `start` starts is a fork of a process that has imported things and done nothing else, see
`tests.warm.server`: a process as new as one that was just started, with its own id, environment, folder,
output and, if asked for, session, that ends as any other does. What libraries read from the environment while
they are imported must be as it is here. At least one test of each kind of command starts a new interpreter.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
READ_AT_IMPORT = ("OMP_", "OPENBLAS_", "MKL_", "LOKY_", "TZ", "LANG", "LC_", "MPL")


class Process:
    """A command that was started; as much of `subprocess.Popen` as tests use."""

    def __init__(self, words: list[str], output: int, told: int) -> None:
        self.args = words
        self.returncode: int | None = None
        self._output, self._told, self._read = output, told, b""
        self.pid = int(self._line())

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None and _readable(self._told, 0):
            self.returncode = os.waitstatus_to_exitcode(int(self._line()))
            os.close(self._told)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.returncode is None and not _readable(self._told, timeout):
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout)
        code = self.poll()
        assert code is not None
        return code

    def readline(self) -> str:
        """The next line that it prints."""
        while b"\n" not in self._read and (more := os.read(self._output, 1 << 16)):
            self._read += more
        line, end, self._read = self._read.partition(b"\n")
        return (line + end).decode()

    def communicate(self, timeout: float | None = None) -> tuple[str, None]:
        """All that it prints until the end."""
        patience = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if patience is None else max(0.0, patience - time.monotonic())
            if not _readable(self._output, left):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            if not (more := os.read(self._output, 1 << 16)):
                break
            self._read += more
        self.wait(None if patience is None else max(0.0, patience - time.monotonic()))
        text, self._read = self._read.decode(), b""
        return text.replace("\r\n", "\n"), None

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()

    def __del__(self) -> None:
        os.close(self._output)

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            more = os.read(self._told, 1)
            assert more, "the process that forks has ended"
            line += more
        return line


class NewProcess(subprocess.Popen[str]):
    """A command of a new interpreter."""

    def readline(self) -> str:
        """The next line that it prints."""
        assert self.stdout is not None
        return self.stdout.readline()


Started = Process | NewProcess


def _readable(descriptor: int, timeout: float | None) -> bool:
    waiting = select.poll()  # `select.select` takes none above 1,023, of which long sessions have some
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(None if timeout is None else 1000 * timeout))


@cache
def _server() -> tuple[socket.socket, dict[str, str]]:
    """Start the process that forks; the socket to it, and its environment."""
    here, there = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm.server", str(there.fileno())],
        cwd=ROOT,
        pass_fds=[there.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,  # as the output of what is started, so that it is written to in the same way
        stderr=subprocess.STDOUT,
    )
    there.close()

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here, dict(os.environ)


def start(
    words: list[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    start_new_session: bool = False,
    errors: bool = True,
    new: bool = False,
) -> Started:
    """Start `python WORDS` in a folder: a fork, see `tests.warm`, or a new interpreter.

    What it writes to standard error is among its output, or lost without `errors`.
    """
    variables = dict(os.environ if environment is None else environment)
    if new:
        return NewProcess(
            [sys.executable, *words], cwd=folder, env=variables, start_new_session=start_new_session,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT if errors else subprocess.DEVNULL, text=True,
        )  # fmt: skip
    channel, given = _server()
    differ = {key for key, _ in given.items() ^ variables.items() if key.startswith(READ_AT_IMPORT)}
    assert not differ, f"read when libraries are imported, which has been done: {sorted(differ)}"
    output, write = os.pipe()
    told, tell = os.pipe()
    request = {
        "words": words, "environment": variables, "folder": str(folder), "own_session": start_new_session,
        "errors": errors,
    }  # fmt: skip
    socket.send_fds(channel, [json.dumps(request).encode()], [write, tell])
    os.close(write)
    os.close(tell)
    return Process(words, output, told)
