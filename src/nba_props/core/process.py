"""Process identity: which process does something, on which machine, and whether it is known to be gone."""

from __future__ import annotations

import os
import socket
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNKNOWN = "-"
"""The start time or pid namespace that cannot be read, or that an earlier version did not record."""


@dataclass(frozen=True)
class ProcessIdentity:
    """A process among all that ever ran on any machine.

    A pid means something within one host and one pid namespace, and only until it is used again, so the start
    time is part of the identity: in 1/100 s since the machine was started, which no correction of the clock
    changes.
    """

    host: str
    namespace: str
    pid: int
    started: str = UNKNOWN

    def __str__(self) -> str:
        return f"{self.host}/{self.namespace} {self.pid} {self.started}"

    @classmethod
    def parse(cls, text: str) -> ProcessIdentity | None:
        """Read the text of an identity; None where it is none."""
        machine, _, rest = text.strip().partition(" ")
        host, _, namespace = machine.partition("/")
        pid, _, started = rest.partition(" ")
        return cls(host, namespace, int(pid), started or UNKNOWN) if pid.isdigit() else None

    @property
    def mark(self) -> str:
        """The identity as it can stand in a file's name; its machine by a digest."""
        started = "0" if self.started == UNKNOWN else self.started
        return f"{_digest(self.host, self.namespace)}-{self.pid}-{started}"

    def is_gone(self) -> bool:
        """Tell whether the process is known to be dead: it ran on this machine and no longer does.

        False for a process that lives, and for one on another machine, of which nothing is known here.
        """
        here = this_process()
        if (self.host, self.namespace) != (here.host, here.namespace):
            return False
        started = _start_time(self.pid)
        return started is None or (UNKNOWN not in (started, self.started) and started != self.started)


def this_process() -> ProcessIdentity:
    """Identify the process that asks."""
    return ProcessIdentity(*_machine(), os.getpid(), _start_time(os.getpid()) or UNKNOWN)


def is_gone(text: str) -> bool:
    """Tell whether the process of an identity's text is known to be dead; see `ProcessIdentity.is_gone`."""
    identity = ProcessIdentity.parse(text)
    return identity is not None and identity.is_gone()


def is_gone_by_mark(mark: str) -> bool:
    """Tell whether the process of a mark is known to be dead; see `ProcessIdentity.mark`."""
    here = this_process()
    machine, _, rest = mark.partition("-")
    pid, _, started = rest.partition("-")
    if machine != _digest(here.host, here.namespace) or not pid.isdigit():
        return False
    return ProcessIdentity(
        here.host, here.namespace, int(pid), UNKNOWN if started == "0" else started
    ).is_gone()


def _digest(host: str, namespace: str) -> str:
    return f"{zlib.crc32(f'{host}/{namespace}'.encode()):08x}"


def _start_time(pid: int) -> str | None:
    """Start time of a running process, `-` where it cannot be read; None where no such process runs."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return str(round(100 * (process.create_time() - psutil.boot_time())))
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return UNKNOWN


@cache
def _machine() -> tuple[str, str]:
    """Host name and pid namespace; containers on one host may have the same pids."""
    namespace = UNKNOWN
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/pid").readlink())
    return socket.gethostname(), namespace
