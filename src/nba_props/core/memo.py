"""A memo of one value per name, in this process: what the jobs of a sweep that run in one process share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")
_kept: dict[str, tuple[str, object]] = {}


def memoized(name: str, key: object, make: Callable[[], T]) -> T:
    """Return value that `make` returns, kept in this process until the name is asked for under another key.

    Args:
        name: of the slot; one value is kept in each.
        key: plain data that the value follows from.
        make: called where the slot is empty or holds the value of another key.
    """
    text = json.dumps(key, sort_keys=True, default=str)
    if _kept.get(name, ("", None))[0] != text:
        _kept.pop(name, None)  # free the old one first
        _kept[name] = (text, make())
    return cast(T, _kept[name][1])
