"""What every configurable choice shares: its registration as a Hydra schema, and the checks of its fields.

A component is a plain dataclass: its fields are its configuration, `__post_init__` checks their ranges, its
methods do the work. `@component("model", "lightgbm")` stores it as `schema/model/lightgbm`, which
`conf/model/lightgbm.yaml` extends with values.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from nba_props import SCORING_ONLY
from nba_props.errors import ConfigError, did_you_mean

T = TypeVar("T")
Rule = Callable[[Any], str | None]
"""Takes a field's value; returns what is allowed when the value is not, otherwise None."""

_REGISTERED: dict[str, dict[str, type]] = {}


def component(group: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Register a dataclass as the Hydra schema `schema/<group>/<name>` (`schema/<group>` without a name)."""

    def register(cls: type[T]) -> type[T]:
        key = name or group
        _REGISTERED.setdefault(group, {})[key] = cls
        cls.kind = key  # type: ignore[attr-defined]
        if not SCORING_ONLY:
            _store(cls, group, name)
        return cls

    return register


def _store(cls: type, group: str, name: str | None) -> None:
    """Make a dataclass known to Hydra."""
    from hydra.core.config_store import ConfigStore

    if name is None:
        ConfigStore.instance().store(group="schema", name=group, node=cls)
    else:
        ConfigStore.instance().store(group=f"schema/{group}", name=name, node=cls)


def kind_of(owner: object) -> str:
    """The name under which a component is registered: `lightgbm` for `model=lightgbm`."""
    return str(getattr(type(owner), "kind"))  # noqa: B009 - set by `component`


def registered(group: str) -> dict[str, type]:
    """The components of a group by name."""
    return dict(_REGISTERED.get(group, {}))


def load_family(package: str) -> None:
    """Import every module below a package that declares a component, so that it registers itself.

    A new choice is then one new file; no list has to be kept. Modules that declare none stay unimported,
    which keeps `--help` and `--cfg` instant.
    """
    folder = Path(str(importlib.import_module(package).__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        if "\n@component(" in path.read_text(encoding="utf-8"):
            parts = path.relative_to(folder).with_suffix("").parts
            importlib.import_module(".".join((package, *parts)))


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
    return [f"{name}={value}: must be {allowed}" for name, value, rule in found if (allowed := rule(value))]


def at_least(low: float) -> Rule:
    """The value must be `low` or more."""
    return lambda value: None if value >= low else f"at least {low}"


def above(low: float) -> Rule:
    """The value must be more than `low`."""
    return lambda value: None if value > low else f"above {low}"


def between(low: float, high: float) -> Rule:
    """The value must lie in the closed interval from `low` to `high`."""
    return lambda value: None if low <= value <= high else f"between {low} and {high}"


def above_up_to(low: float, high: float) -> Rule:
    """The value must be more than `low` and at most `high`."""
    return lambda value: None if low < value <= high else f"above {low} and at most {high}"


def optional(rule: Rule) -> Rule:
    """None is allowed, any other value must keep the rule."""
    return lambda value: None if value is None else rule(value)


def each(rule: Rule, least: int = 1) -> Rule:
    """A list of at least `least` values that each keep the rule, none of them twice."""

    def check(values: list[Any]) -> str | None:
        if len(values) < least:
            return f"a list of at least {least}"
        if len(set(values)) < len(values):
            return "a list without repeats"
        wrong = [allowed for allowed in map(rule, values) if allowed is not None]
        return f"a list of values each {wrong[0]}" if wrong else None

    return check


def one_of(known: Iterable[str]) -> Rule:
    """The value must be one of the known names."""
    names = sorted(known)
    return lambda value: (
        None if value in names else f"one of {', '.join(names)}; {did_you_mean(value, names)}"
    )


def no_longer_than(length: int) -> Rule:
    """A text that is not blank and has at most so many characters."""
    return lambda value: (
        None if value.strip() and len(value) <= length else f"a text of 1 to {length} characters"
    )


def iso_date(value: str) -> str | None:
    """The value must be a calendar date such as 2023-10-24."""
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return "a date such as 2023-10-24"
    return None
