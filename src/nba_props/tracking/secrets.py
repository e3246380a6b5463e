"""Keeps passwords and tokens, which come from the environment, out of everything that is told or written."""

from __future__ import annotations

import base64
import os
import re
import traceback
from collections.abc import Iterator
from urllib.parse import quote

from nba_props.core.uri import KEYS_TO_HIDE

HIDDEN = "***"
_VARIABLES = re.compile(r"(PASSWORD|PASSWD|TOKEN|SECRET|KEYS_TO_HIDE|ACCESS_KEY|API_KEY)$", re.IGNORECASE)
_IN_URI = re.compile(r"(?<=:/)(/*)(?:[^/@\s]*:[^@\s]*|(?<=ttp://)[^/@\s]+|(?<=tps://)[^/@\s]+)(?=@)")
_IN_QUERY = re.compile(rf"(?<=[?&;])({KEYS_TO_HIDE}=)[^&;#\s'\"]+", re.IGNORECASE)
_SHORTEST = 4
"""A shorter value is a part of too many words to be looked for."""


def redacted(text: str) -> str:
    """Return text with `***` in place of every secret of the environment, and of addresses in the text.

    Those are `user:password@`, what stands before the host of a server of HTTP, `?password=` and the like.
    """
    for secret in sorted(set(_secrets()), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _IN_QUERY.sub(rf"\1{HIDDEN}", _IN_URI.sub(rf"\1{HIDDEN}", text))


def tells(error: BaseException) -> bool:
    """Whether an error, or one that it comes from, holds a secret in its text."""
    text = "".join(
        line for link in _chain(error) for line in traceback.format_exception_only(type(link), link)
    )
    return redacted(text) != text


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__


def _secrets() -> Iterator[str]:
    """Yield secrets as they may turn up: as they are, inside quotes, in a URI, and in a header of HTTP."""
    user = os.environ.get("MLFLOW_TRACKING_USERNAME", "")
    for name, value in os.environ.items():
        if _VARIABLES.search(name) and len(value.strip()) >= _SHORTEST:
            basic = base64.b64encode(f"{user}:{value}".encode()).decode()
            yield from (value, value.strip(), repr(value)[1:-1], quote(value, safe=""), basic)
