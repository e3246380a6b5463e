"""Temporary files whose names tell who writes them, so that those of dead processes can be removed."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from nba_props.core.process import is_gone_by_mark, this_process

SUFFIX = ".tmp"
_NAME = re.compile(r"\..+\.(?P<mark>[0-9a-f]{8}-\d+-\d+)-\w+\.tmp")
_looked_at: set[tuple[int, Path]] = set()


def prefix(name: str) -> str:
    """Return how the name of a temporary file begins that will take the place of the file `name`."""
    return f".{name}.{_own_mark(os.getpid())}-"


@cache
def _own_mark(pid: int) -> str:  # noqa: ARG001 - another one after a fork
    return this_process().mark


def remove_once(folder: Path) -> None:
    """Remove what dead processes left in a folder; each process looks into a folder once."""
    key = (os.getpid(), folder.absolute())
    if key not in _looked_at:
        _looked_at.add(key)
        remove(folder)


def remove(folder: Path, *, recursive: bool = False) -> list[Path]:
    """Remove the temporary files of processes that are known to be dead; returns them.

    Those of a living process, or of one on another machine, stay, and so does what others named.
    """
    removed = []
    for path in folder.rglob(f".*{SUFFIX}") if recursive else folder.glob(f".*{SUFFIX}"):
        found = _NAME.fullmatch(path.name)
        if found and is_gone_by_mark(found["mark"]):
            with suppress(OSError):
                path.unlink()
                removed.append(path)
    return removed
