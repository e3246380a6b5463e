"""Fitted objects as plain data: what JSON can hold, and back again; nothing that was saved is ever run."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Self, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from nba_props.errors import NBAPropsError

ROOT = __name__.partition(".")[0]
"""The package that saved classes are looked up in; no other is ever imported from."""

T = TypeVar("T")


class Plain:
    """Base of frozen dataclasses whose fields are numbers, text, arrays, lists and dataclasses of those."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain data, and the class under `class`."""
        return {"class": class_name(type(self)), **_fields_of(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return what `to_dict` was called on; of this class or one derived from it.

        Raises:
            NBAPropsError: the class is not known or not of this kind, or a field is missing or unknown.
        """
        found = class_called(str(data.get("class")), cls)
        return _made(found, {name: value for name, value in data.items() if name != "class"})


def class_name(cls: type) -> str:
    """Return a class by its place in this package: `distribution.normal.FittedNormal`.

    Raises:
        NBAPropsError: it belongs to another package, which a saved model could not bring along.
    """
    package, _, module = cls.__module__.partition(".")
    if package != ROOT or cls.__qualname__ != cls.__name__:
        raise NBAPropsError(f"{cls.__module__}.{cls.__qualname__} is no class of {ROOT}: it cannot be saved")
    return f"{module}.{cls.__name__}"


def class_called(name: str, kind: type[T]) -> type[T]:
    """Return the class of a name that `class_name` gave.

    Raises:
        NBAPropsError: there is none, or it is not of the kind.
    """
    module, _, last = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(f"{ROOT}.{module}"), last)
    except (ImportError, AttributeError, ValueError) as error:
        raise NBAPropsError(f"{name}: no such class here; it was saved by another version") from error
    if not (isinstance(found, type) and issubclass(found, kind)):
        raise NBAPropsError(f"{name}: must be a {kind.__name__}")
    return found


def _fields_of(owner: Any) -> dict[str, Any]:  # noqa: ANN401
    return {part.name: _as_plain(getattr(owner, part.name)) for part in fields(owner)}


def _as_plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Plain):
        return value.to_dict()
    if is_dataclass(value):
        return _fields_of(value)
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_as_plain(item) for item in value]
    return value


def _made(cls: type[T], data: Mapping[str, Any]) -> T:
    """Return an object from its fields as plain data."""
    hints = _hints(cls)
    wrong = sorted(hints.keys() ^ data.keys())
    if wrong:
        state = "missing" if wrong[0] in hints else "unknown"
        raise NBAPropsError(f"{class_name(cls)}: field {wrong[0]} is {state}; saved by another version")
    return cls(**{name: _of_type(kind, data[name]) for name, kind in hints.items()})


def _hints(cls: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the types of a dataclass's fields."""
    hints = get_type_hints(cls)
    return {part.name: hints[part.name] for part in fields(cls)}


def _of_type(kind: Any, value: Any) -> Any:  # noqa: ANN401
    """Return a value of a field's type from plain data."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        (inner,) = (arg for arg in args if arg is not NoneType)
        return None if value is None else _of_type(inner, value)
    if origin is np.ndarray:
        return np.array(value, np.float64)
    if origin is list:
        return [_of_type(args[0], item) for item in value]
    if origin is tuple:
        return tuple(_of_type(inner, each) for inner, each in zip(args, value, strict=True))
    return _of_class(kind, value)


def _of_class(kind: Any, value: Any) -> Any:  # noqa: ANN401
    if issubclass(kind, Plain):
        return kind.from_dict(value)
    if is_dataclass(kind) and isinstance(kind, type):
        return _made(kind, value)
    return kind(value)
