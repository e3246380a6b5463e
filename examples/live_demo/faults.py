"""Ways in which a live source fails: each turns a good answer of the replay server into a bad one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """An answer before it is sent; `claimed` is the length that its header tells, None for its own."""

    content: bytes
    status: int = 200
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed: int | None = None


Fault = Callable[[Answer], Answer]


def status(code: int, body: object = None, headers: Mapping[str, str] | None = None) -> Fault:
    """Answer with an HTTP status, such as 503, or 429 with `{"Retry-After": "1"}`."""
    content = b"" if body is None else json.dumps(body).encode()
    return lambda answer: replace(
        answer, content=content, status=code, headers={**answer.headers, **(headers or {})}
    )


def slow(seconds: float) -> Fault:
    """Answer so many seconds late."""

    def late(answer: Answer) -> Answer:
        time.sleep(seconds)
        return answer

    return late


def cut_off(answer: Answer) -> Answer:
    """Break off in the middle of the answer, as a lost connection does."""
    return replace(answer, content=answer.content[: len(answer.content) // 2], claimed=len(answer.content))


def cut_short(answer: Answer) -> Answer:
    """Send the first half as if it were the whole."""
    return replace(answer, content=answer.content[: len(answer.content) // 2])


def empty(answer: Answer) -> Answer:
    """Answer with nothing."""
    return replace(answer, content=b"")


def no_rows(answer: Answer) -> Answer:
    """Answer in the right form, without anything in it."""
    return _changed(answer, _without_rows)


def wrong_type(name: str, value: object) -> Fault:
    """Put a value of another type wherever the answer has `name`: as a key, or as a column of a table."""
    return lambda answer: _changed(answer, lambda content: _mapped(content, name, lambda _: value))


def new_column(name: str) -> Fault:
    """Add a column at the front of every table, or a key to every object: what is read by position breaks."""
    return lambda answer: _changed(answer, lambda content: _widened(content, name))


def false_times(name: str, shift: str = "+00:00") -> Fault:
    """Let times by `name` wear another zone than theirs."""
    return lambda answer: _changed(
        answer, lambda content: _mapped(content, name, lambda text: str(text).removesuffix("Z") + shift)
    )


def _changed(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    if answer.kind != JSON or answer.status != 200:
        return answer
    return replace(answer, content=json.dumps(change(json.loads(answer.content))).encode())


def _is_table(content: object) -> bool:
    return isinstance(content, dict) and content.keys() >= {"headers", "rowSet"}


def _without_rows(content: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return a content whose outermost lists, or tables, are empty."""
    if isinstance(content, list):
        return []
    if not isinstance(content, dict):
        return content
    if _is_table(content):
        return {**content, "rowSet": []}
    tables = content.get("resultSets")
    if isinstance(tables, list):
        return {**content, "resultSets": [_without_rows(table) for table in tables]}
    return {key: _without_rows(value) for key, value in content.items()}


def _mapped(content: Any, name: str, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 (JSON)
    """Return a content with a change of every value of a key or column."""
    if isinstance(content, list):
        return [_mapped(each, name, change) for each in content]
    if not isinstance(content, dict):
        return content
    if _is_table(content) and name in content["headers"]:
        place = content["headers"].index(name)
        return {
            **content,
            "rowSet": [[*row[:place], change(row[place]), *row[place + 1 :]] for row in content["rowSet"]],
        }
    return {
        key: change(value) if key == name else _mapped(value, name, change) for key, value in content.items()
    }


def _widened(content: Any, name: str) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(content, list):
        return [_widened(each, name) for each in content]
    if not isinstance(content, dict):
        return content
    if _is_table(content):
        return {
            **content,
            "headers": [name, *content["headers"]],
            "rowSet": [["new", *row] for row in content["rowSet"]],
        }
    return {name: "new"} | {key: _widened(value, name) for key, value in content.items()}
