"""Value rules: what is allowed in the fields of a component, and the error that lists every breach."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from nba_props.errors import ConfigError, did_you_mean

Rule = Callable[[Any], str | None]
"""Takes a field's value; returns what is allowed when the value is not, otherwise None."""

MOST = 2**31 - 1
"""The most that any setting may be: what no 32-bit number holds, infinity among it, no library takes."""
MOST_VALUES = 100
"""The most values that a list of settings may have."""
MOST_DAYS = 36_525
"""The most days that a setting may reach back or ahead: a century."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Of dates in the configuration; both included."""


def require(owner: object, **rules: Rule) -> None:
    """Check fields of a component by rules and raise one `ConfigError` that lists all that break theirs.

    The messages start with the bare field name; whoever builds the component knows and prepends its path.
    """
    problems = breaches({name: getattr(owner, name) for name in rules}, rules)
    if problems:
        raise ConfigError(problems)


def breaches(values: Mapping[str, Any], rules: Mapping[str, Rule]) -> list[str]:
    """One line for each value that breaks its rule."""
    found = ((name, values[name], rule) for name, rule in rules.items())
    return [
        f"{name}={_written(value)}: must be {allowed}"
        for name, value, rule in found
        if (allowed := rule(value))
    ]


def _written(value: Any) -> Any:  # noqa: ANN401
    """Return a value as it is configured: choices by their names."""
    return (
        [each.name if isinstance(each, Enum) else each for each in value]
        if isinstance(value, list)
        else value
    )


def at_least(low: float) -> Rule:
    """Require a finite value that is `low` or more."""
    return lambda value: _at_most(value) if value >= low else f"at least {low}"


def above(low: float) -> Rule:
    """Require a finite value that is more than `low`."""
    return lambda value: _at_most(value) if value > low else f"above {low}"


def _at_most(value: float) -> str | None:
    return None if value <= MOST else f"at most {MOST}"


def days(low: int) -> Rule:
    """Require a number of days from `low` to a century."""
    return between(low, MOST_DAYS)


def between(low: float, high: float) -> Rule:
    """Require the value to lie in the closed interval from `low` to `high`."""
    return lambda value: None if low <= value <= high else f"between {low} and {high}"


def above_up_to(low: float, high: float) -> Rule:
    """Require a value that is more than `low` and at most `high`."""
    return lambda value: None if low < value <= high else f"above {low} and at most {high}"


def optional(rule: Rule) -> Rule:
    """None is allowed, any other value must keep the rule."""
    return lambda value: None if value is None else rule(value)


def each(rule: Rule, least: int = 1) -> Rule:
    """Return a list of at least `least` values that each keep the rule, none of them twice."""

    def check(values: list[Any]) -> str | None:
        if len(values) < least:
            return f"a list of at least {least}"
        if len(values) > MOST_VALUES:
            return f"a list of at most {MOST_VALUES}"
        if len(set(values)) < len(values):
            return "a list without repeats"
        wrong = [allowed for allowed in map(rule, values) if allowed is not None]
        return f"a list of values each {wrong[0]}" if wrong else None

    return check


def filled(values: list[Any]) -> str | None:
    """Require a list that is not empty."""
    return None if values else "a list of at least 1"


def told_apart(name: Callable[[Any], str]) -> Rule:
    """Require a list of values of which no two have the same name, such as numbers that are written alike."""
    return lambda values: (
        None if len(set(map(name, values))) == len(values) else "a list of values that differ in six digits"
    )


def both(first: Rule, second: Rule) -> Rule:
    """Require a value to keep two rules."""
    return lambda value: first(value) or second(value)


def one_of(known: Iterable[str]) -> Rule:
    """Require a value that is one of the known names."""
    names = sorted(known)
    return lambda value: (
        None if value in names else f"one of {', '.join(names)}; {did_you_mean(value, names)}"
    )


def no_longer_than(length: int) -> Rule:
    """Return a text that is not blank and has at most so many characters."""
    return lambda value: (
        None if value.strip() and len(value) <= length else f"a text of 1 to {length} characters"
    )


def iso_date(value: str) -> str | None:
    """Require a calendar date written as 2023-10-24 and no other way, so that texts have the dates' order."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        return "a date such as 2023-10-24"
    return None if FIRST_YEAR <= day.year <= LAST_YEAR else f"a date from {FIRST_YEAR} to {LAST_YEAR}"


def own_folder(value: str) -> str | None:
    """Require the name of a folder that is not the root of the file system."""
    folder = Path(os.path.normpath(Path(value).absolute()))
    sound = value.strip() and "\0" not in value and folder != folder.parent
    return None if sound else "a folder other than the root of the file system"
