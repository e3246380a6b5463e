"""What sources said and when they were asked: a line of JSON each, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def add(path: Path, event: Mapping[str, object]) -> None:
    """Add a line; whoever calls holds the store's lock.

    A line that a killed writer left without its end is closed first, so that it spoils no other.
    """
    line = json.dumps(event, default=str, ensure_ascii=False)
    with path.open("ab+") as file:
        start = b"" if _is_closed(file.fileno()) else b"\n"
        file.write(start + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _is_closed(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size == 0 or os.pread(handle, 1, size - 1) == b"\n"


def every(path: Path) -> list[dict[str, Any]]:
    """Return the lines, the first first; one that a killed writer left half is passed over."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    found = (_parsed(line) for line in lines)
    return [event for event in found if event is not None]


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
