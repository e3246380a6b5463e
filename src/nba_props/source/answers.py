"""JSON of live sources, read by name; what has changed in it is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from nba_props.errors import SourceError
from nba_props.source.http import Answer

T = TypeVar("T")
WORDS = {str: "a text", list: "a list", dict: "an object", int: "a whole number"}


class WrongValueError(SourceError):
    """An answer has the form that it should have, and in it a value that cannot be, in a `column`."""

    def __init__(self, message: str, column: str = "") -> None:
        self.column = column
        super().__init__(message)


def parsed(answer: Answer, source: str) -> Any:  # noqa: ANN401 (JSON)
    """Return the JSON of an answer.

    Raises:
        SourceError: it is none, or was cut off.
        WrongValueError: a text in it is none.
    """
    try:
        content = json.loads(answer.content)
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        error: SourceError = WrongValueError(f"{source}: a text of the answer holds half a surrogate pair")
    except (ValueError, RecursionError):
        start = answer.text.strip()[:40]
        what = f"begins {start!r}" if start else "is empty"
        error = SourceError(f"{source}: the answer is cut off or no JSON (it {what})")
    else:
        return content
    raise error


def item(record: object, name: str, kind: type[T], place: str) -> T:
    """Return a part of an object by name.

    Args:
        record: the object.
        name: of its part.
        kind: what the part must be.
        place: what the message begins with: the source, and where in its answer.

    Raises:
        SourceError: it is missing, or something else.
    """
    if not isinstance(record, Mapping):
        raise SourceError(f"{place}: is {_what(record)}, not an object; the answer's form has changed")
    if name not in record:
        raise SourceError(f"{place}: {name} is missing; the answer's form has changed")
    return of_kind(record[name], kind, f"{place}: {name}")


def of_kind(value: object, kind: type[T], place: str) -> T:
    """Return a value that is what it must be.

    Raises:
        SourceError: it is something else.
    """
    if not isinstance(value, kind):
        raise SourceError(f"{place} is {_what(value)}, not {WORDS[kind]}; the answer's form has changed")
    return value


def moment(record: object, name: str, place: str) -> dt.datetime:
    """Return a moment in UTC by name.

    Raises:
        SourceError: it is missing, or none.
    """
    text = item(record, name, str, place)
    try:
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):  # the latter where UTC has another year than 1 to 9999
        pass
    raise SourceError(f"{place}: {name} is {text!r}, not a time with a zone")


def _what(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 40 else f"{text[:40]}..."
