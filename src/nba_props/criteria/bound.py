"""One bound on one metric: `{below: 6.1}`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

from nba_props.core.rules import require
from nba_props.errors import ConfigError

Test = Callable[[float, float], bool]

TESTS: dict[str, Test] = {
    "below": lambda value, limit: value < limit,
    "above": lambda value, limit: value > limit,
    "at_most": lambda value, limit: value <= limit,
    "at_least": lambda value, limit: value >= limit,
}
"""The rules there are, by name: whether a value keeps to a limit. None of them is kept by NaN."""


@dataclass
class Bound:
    """What a metric must be: `below`, `above`, `at_most`, `at_least` a limit; all that are set must hold."""

    below: float | None = None
    above: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        if not self.limits:
            raise ConfigError(f"below=null: sets no limit; set one of {', '.join(TESTS)}")
        require(self, **dict.fromkeys(self.limits, _finite))

    @property
    def limits(self) -> dict[str, float]:
        """The limits that are set, by the name of their rule."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: float(value) for name, value in values.items() if value is not None}

    @property
    def text(self) -> str:
        """The bound in words: `above 0.1 and at most 0.5`."""
        return " and ".join(f"{name.replace('_', ' ')} {limit:g}" for name, limit in self.limits.items())

    def holds(self, value: float) -> bool:
        """Whether a value keeps to all limits; NaN keeps to none."""
        return all(TESTS[name](value, limit) for name, limit in self.limits.items())


def _finite(value: float) -> str | None:
    return None if math.isfinite(value) else "a finite number"
