"""How a command calls a Python function with its options, and shows the result as tables or JSON."""

from __future__ import annotations

import argparse
import inspect
import json
import math
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, asdict
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from nba_props.core.console import STEERING, say

if TYPE_CHECKING:
    from nba_props.tracking.table import TextTable


class Answer(Protocol):
    """What a function found: a dataclass that can show itself."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        ...


def call(function: Callable[..., Any], args: argparse.Namespace, **given: Any) -> Any:  # noqa: ANN401
    """Call a function with the options that are named like its parameters.

    Options that were not given are not there (`argparse.SUPPRESS`): the function's own defaults hold.
    """
    found = vars(args)
    names = [name for name in inspect.signature(function).parameters if name in found]
    return function(**given, **{name: found[name] for name in names if name not in given})


def show(answer: Answer, as_json: bool) -> None:
    """Print an answer as JSON, or as tables that fit the terminal (80 columns where there is none)."""
    if as_json:
        say(json_text(asdict(answer)))
    else:
        show_tables(answer.tables())


def show_tables(tables: Iterable[TextTable]) -> None:
    """Print tables that fit the terminal (80 columns where there is none)."""
    from nba_props.tracking.table import as_text

    say(as_text(tables, shutil.get_terminal_size((80, 24)).columns))


def json_text(value: object, *, sort_keys: bool = False) -> str:
    """Return a text that every reader of JSON takes: numbers that are not finite are null, nothing steers."""
    text = json.dumps(
        _finite(value),
        default=plain,
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=sort_keys,
    )
    return STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def plain(value: object) -> str:
    """Dates as ISO 8601, choices by their value, other things as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else str(value)
