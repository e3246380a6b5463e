"""One bound on one metric: `{below: 6.1}`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal

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

DIGITS = 4
"""Significant digits of a value that is no whole number."""
MOST_DIGITS = 17
"""Significant digits that tell any two numbers apart."""


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
        if self._is_empty:
            raise ConfigError(f"{self.text}: no value is both")

    @property
    def _is_empty(self) -> bool:
        """Whether no number keeps to all limits."""
        limits = self.limits
        lows = [limits[name] for name in ("above", "at_least") if name in limits]
        highs = [limits[name] for name in ("below", "at_most") if name in limits]
        low, high = max(lows, default=-math.inf), min(highs, default=math.inf)
        return low > high or (low == high and not self.holds(low))

    @property
    def limits(self) -> dict[str, float]:
        """The limits that are set, by the name of their rule."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: float(value) for name, value in values.items() if value is not None}

    @property
    def text(self) -> str:
        """The bound in words: `above 0.1 and at most 0.5`."""
        return " and ".join(f"{name.replace('_', ' ')} {plain(limit)}" for name, limit in self.limits.items())

    def digits(self, value: float) -> int:
        """Return how many significant digits tell a value from the limits, and leave it on its side of them.

        They are `DIGITS` or more, and hold its whole part.
        """
        others, held = {*self.limits.values()} - {value}, self.holds(value)
        for digits in range(max(DIGITS, len(f"{abs(value):.0f}")), MOST_DIGITS):
            rounded = float(f"{value:.{digits}g}")
            if rounded not in others and self.holds(rounded) == held:
                return digits
        return MOST_DIGITS

    def holds(self, value: float) -> bool:
        """Whether a value keeps to all limits; NaN keeps to none."""
        return all(TESTS[name](value, limit) for name, limit in self.limits.items())


def plain(value: float, digits: int = MOST_DIGITS) -> str:
    """Return a number with so many significant digits, whole numbers in full, without an exponent.

    Example:
        >>> plain(26283.0, 4), plain(6.10004, 4), plain(6.10004, 6), plain(1e-7)
        ('26283', '6.1', '6.10004', '0.0000001')
    """
    rounded = value if value.is_integer() else float(f"{value:.{digits}g}")
    return format(Decimal(repr(rounded)), "f").removesuffix(".0")


def _finite(value: float) -> str | None:
    return None if math.isfinite(value) else "a finite number"
