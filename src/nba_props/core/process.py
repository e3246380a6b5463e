"""Who runs a trial: a name for this process, and whether the process behind a name is gone."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path


def this_process() -> str:
    """The name of this process: machine, process-id namespace, process id and when it was started."""
    return f"{_machine()} {os.getpid()} {_started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Whether a process is known to be dead: it ran on this machine and no longer does.

    False for a process that lives, and for one on another machine, of which nothing is known here.
    """
    machine, _, rest = owner.partition(" ")
    if machine != _machine():
        return False
    pid, _, started = rest.partition(" ")
    if not pid.isdigit():
        return False
    return not _runs(int(pid)) or _started(int(pid)) != started


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/<pid>/stat` after the command's name, which may hold spaces; empty elsewhere."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return []


def _state(pid: int) -> str:
    found = _stat(pid)
    return found[0] if found else ""


def _started(pid: int) -> str:
    """When a process was started, in clock ticks since the machine was; `-` where that cannot be known."""
    found = _stat(pid)
    return found[19] if len(found) > 19 else "-"


@cache
def _machine() -> str:
    space = "-"
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()}/{space}"
