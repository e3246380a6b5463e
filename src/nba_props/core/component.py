"""The registry of components: every configurable choice is registered as a Hydra schema.

A component is a plain dataclass: its fields are its configuration, `__post_init__` checks their ranges, its
methods do the work. `@component("model", "lightgbm")` stores it as `schema/model/lightgbm`, which
`conf/model/lightgbm.yaml` extends with values.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from nba_props import SCORING_ONLY

T = TypeVar("T")

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


def to_plain(value: Any) -> Any:  # noqa: ANN401
    """A component as plain data: fields by name, enums by their names, components inside likewise.

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


def kinds(value: Any) -> Any:  # noqa: ANN401
    """The class of a component and of those in its fields: what tells options with the same fields apart."""
    if isinstance(value, Mapping):
        inner = {str(key): kinds(item) for key, item in value.items()}
    elif is_dataclass(value):
        inner = {field.name: kinds(getattr(value, field.name)) for field in fields(value)}
    else:
        return None
    return [type(value).__qualname__, {name: kind for name, kind in inner.items() if kind is not None}]
