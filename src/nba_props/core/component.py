"""The registry of components: the dataclass of every configurable choice, by group and name.

A component is a plain dataclass: its fields are its configuration, `__post_init__` checks their ranges, its
methods do the work. `@component("model", "lightgbm")` makes it the schema that `conf/model/lightgbm.yaml`
extends with values. Its module is imported when the option is asked for, and not before: `--cfg` and an error
in the configuration need no more than the chosen options.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from nba_props.errors import ConfigError, NBAPropsError

T = TypeVar("T")

_REGISTERED: dict[str, dict[str, type]] = {}
_FIRST: dict[tuple[str, str], type] = {}
"""The class that was registered first, by group and name; another one comes of a module that is reloaded."""
_DECLARED: dict[str, dict[str, str]] = {}
"""Modules that declare a component, by group and name."""

_DECORATED = re.compile(r"^@component\b.*$", re.MULTILINE)
_PLAIN = re.compile(r'@component\("(\w+)", "(\w+)"\)')


def component(group: str, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Register a dataclass as an option of a group; without a name, as the one kind of all its options."""

    def register(cls: type[T]) -> type[T]:
        key = name or group
        _REGISTERED.setdefault(group, {})[key] = cls
        _FIRST.setdefault((group, key), cls)
        cls.kind = key  # type: ignore[attr-defined]
        return cls

    return register


def kind_of(owner: object) -> str:
    """Return the name under which a component is registered: `lightgbm` for `model=lightgbm`."""
    return str(getattr(type(owner), "kind"))  # noqa: B009 - set by `component`


def full_name(cls: type) -> str:
    """Return a class's name with that of its module: two options may name their classes alike."""
    return f"{cls.__module__}.{cls.__qualname__}"


def registered(group: str) -> dict[str, type]:
    """Return the components of a group by name; all their modules are imported."""
    for module in _DECLARED.get(group, {}).values():
        _import(module)
    return dict(_REGISTERED.get(group, {}))


def find(group: str, name: str) -> type | None:
    """One component; only its own module is imported."""
    if name in (declared := _DECLARED.get(group, {})):
        _import(declared[name])
    return _REGISTERED.get(group, {}).get(name)


def _import(module: str) -> None:
    """Import a module that declares components, which may be a person's own.

    Raises:
        ConfigError: it cannot be imported; says in which file and why.
    """
    try:
        importlib.import_module(module)
    except NBAPropsError:
        raise
    except (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ConfigError(f"{module}: cannot be imported: {reason}") from error


def names(group: str) -> set[str]:
    """Return the names of a group's components; nothing is imported."""
    return {*_DECLARED.get(group, {}), *_REGISTERED.get(group, {})}


def own() -> frozenset[tuple[str, str, type]]:
    """Return group, name and class of the components that are not those of a declared module, read once."""
    return frozenset(
        (group, name, kind)
        for group, known in _REGISTERED.items()
        for name, kind in known.items()
        if kind.__module__ != _DECLARED.get(group, {}).get(name) or kind is not _FIRST.get((group, name))
    )


def groups() -> set[str]:
    """All groups that have a component."""
    return {*_DECLARED, *_REGISTERED}


@cache
def declare_family(package: str) -> None:
    """Note every component that the modules below a package declare, without importing them.

    A new choice is then one new file; no list has to be kept. A module that declares one in another way than
    `@component("group", "name")` is imported at once.
    """
    folder = Path(str(importlib.import_module(package).__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        _declare(".".join((package, *parts)), path.read_text(encoding="utf-8"))


def _declare(module: str, text: str) -> None:
    found = [_PLAIN.fullmatch(line) for line in _DECORATED.findall(text)]
    for match in found:
        if match is None:
            _import(module)
        else:
            _DECLARED.setdefault(match[1], {})[match[2]] = module


def to_plain(value: Any) -> Any:  # noqa: ANN401
    """Return a component as plain data: fields by name, enums by their names, components inside likewise.

    What Hydra composed a component from, resolved. A field with `metadata={"plain": False}` is left out.
    """
    if is_dataclass(value):
        kept = [field.name for field in fields(value) if field.metadata.get("plain", True)]
        return {name: to_plain(getattr(value, name)) for name in kept}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    return [to_plain(item) for item in value] if isinstance(value, list | tuple) else value


def classes(value: object) -> Iterator[type]:
    """Yield the class of a component and of those in its fields."""
    if isinstance(value, Mapping):
        parts = list(value.values())
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value)
        parts = [getattr(value, field.name) for field in fields(value)]
    else:
        return
    for part in parts:
        yield from classes(part)


def kinds(value: Any) -> Any:  # noqa: ANN401
    """Return the class of a component and of those in its fields.

    What tells options with the same fields apart.
    """
    if isinstance(value, Mapping):
        inner = {str(key): kinds(item) for key, item in value.items()}
    elif is_dataclass(value):
        inner = {field.name: kinds(getattr(value, field.name)) for field in fields(value)}
    else:
        return None
    return [full_name(type(value)), {name: kind for name, kind in inner.items() if kind is not None}]
