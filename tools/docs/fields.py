"""The fields of a component: name, type, default, and what it takes, as the component itself says.

What is allowed stands in rules that are functions. So each field is given values that are likely to be wrong,
and what the component then says that it must be is what the page says.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import Field as DataclassField
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Any, Union, get_args, get_origin, get_type_hints

from omegaconf import MISSING

from nba_props.core import component
from nba_props.core.rules import MOST
from nba_props.errors import ConfigError

SMALL, LARGE = -(10**9), 10**12
"""Numbers that fields with a least, or a most, value refuse."""
UNKNOWN = "no such name"
"""A text that fields with known names, a date or a form of their own refuse."""
SCALARS: dict[Any, tuple[Any, ...]] = {
    bool: (),
    int: (SMALL, LARGE),
    float: (float(SMALL), float(LARGE)),
    str: (UNKNOWN, "", "/"),
}
"""Values to try, by the type of a field."""
TYPES: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    type(None): "null",
    Any: "anything",
}
"""Types in the words of the configuration."""
WRITTEN = {"None": "null", "True": "true", "False": "false", "''": '""', repr(MISSING): ""}
"""How values are written whose YAML is not what Python prints."""
ANY_NUMBER = f"at most {MOST}"
"""What every number must be; no page repeats it."""


@dataclass(frozen=True)
class Field:
    """A field as the page shows it."""

    name: str
    type: str
    default: str
    allowed: str


def fields_of(owner: Any, values: Mapping[str, Any]) -> list[Field]:  # noqa: ANN401 - any component
    """Return the fields of a component, those of plain dataclasses inside it as `outer.inner`.

    Args:
        owner: an instance that is valid.
        values: what the configuration sets, by field; the rest has the default of the class.
    """
    hints = get_type_hints(type(owner))
    return [each for field in fields(owner) for each in _shown(owner, field, hints[field.name], values)]


def _shown(
    owner: Any,  # noqa: ANN401 - any component
    field: DataclassField[Any],
    hint: Any,  # noqa: ANN401 - any type
    values: Mapping[str, Any],
) -> Iterator[Field]:
    value = values.get(field.name, default_of(field))
    inner = getattr(owner, field.name)
    if is_dataclass(hint) and not is_component(hint) and is_dataclass(inner):
        own = value if isinstance(value, Mapping) else {}
        for each in fields_of(inner, own):
            yield replace(each, name=f"{field.name}.{each.name}")
    else:
        must = allowed(hint, lambda tried: _refusals(owner, field.name, tried))
        yield Field(field.name, type_text(hint), default_text(value), must)


def notes_of(kind: type) -> dict[str, str]:
    """Return the texts that stand below fields of a dataclass, by field."""
    (tree,) = ast.parse(inspect.cleandoc(inspect.getsource(kind))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(note.value.value)
        for field, note in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(note, ast.Expr)
        and isinstance(note.value, ast.Constant)
        and isinstance(note.value.value, str)
    }


def default_of(field: DataclassField[Any]) -> Any:  # noqa: ANN401 - as the class has it
    """Return the default of a field of a class; `MISSING` where a value has to be given."""
    if field.default_factory is not NO_DEFAULT:
        return field.default_factory()
    return MISSING if field.default is NO_DEFAULT else field.default


def is_component(hint: Any) -> bool:  # noqa: ANN401 - any type
    """Whether a type is that of a group's options."""
    kinds = (kind for group in component.groups() for kind in component.registered(group).values())
    return any(isinstance(hint, type) and issubclass(kind, hint) for kind in kinds)


def type_text(hint: Any) -> str:  # noqa: ANN401 - any type
    """Return a type in the words of the configuration."""
    inner = get_args(hint)
    if _is_union(hint):
        return " or ".join(type_text(each) for each in inner)
    if get_origin(hint) is list:
        return f"list of {type_text(inner[0])}"
    if get_origin(hint) is dict:
        return f"{type_text(inner[0])}: {type_text(inner[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "name"
    return TYPES.get(hint) or str(getattr(hint, "__name__", hint))


def default_text(value: Any) -> str:  # noqa: ANN401 - any value
    """Return a value as YAML has it; nothing where it has to be given."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {default_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(default_text, value)) + "]"
    if is_dataclass(value):
        return component.kind_of(value)
    return value.name if isinstance(value, Enum) else WRITTEN.get(repr(value), str(value))


def allowed(hint: Any, refusals: Callable[[Any], Iterable[str]]) -> str:  # noqa: ANN401 - any type
    """Return what a field must be, in the words that refuse values; nothing where none is refused.

    Args:
        hint: the field's type, from which the values to try follow.
        refusals: what is said of a value: `seed=-1: must be at least 0`, or nothing.
    """
    if options := _enum_of(hint):
        return "one of " + ", ".join(options)
    told = [_must_be(line) for value in _tried(hint) for line in refusals(value)]
    return "; ".join(dict.fromkeys(text for text in told if text and not text.endswith(ANY_NUMBER)))


def _must_be(line: str) -> str:
    return line.partition(": must be ")[2].partition(";")[0]


def _enum_of(hint: Any) -> list[str]:  # noqa: ANN401 - any type
    kinds = [each for each in (hint, *get_args(hint)) if isinstance(each, type) and issubclass(each, Enum)]
    return [member.name for kind in kinds for member in kind]


def _tried(hint: Any) -> Iterable[Any]:  # noqa: ANN401 - any type and its values
    inner = get_args(hint)
    if _is_union(hint):
        return [value for each in inner for value in _tried(each)]
    if get_origin(hint) is list:
        return [[], *([value] for value in _tried(inner[0]))]
    return SCALARS.get(hint, ())


def _refusals(owner: Any, name: str, value: Any) -> list[str]:  # noqa: ANN401 - any component and value
    """Return the lines with which a component refuses a value of a field; none if it takes it."""
    try:
        replace(owner, **{name: value})
    except ConfigError as error:
        return [problem for problem in error.problems if problem.startswith(f"{name}=")]
    except (TypeError, ValueError):
        return []
    return []


def _is_union(hint: Any) -> bool:  # noqa: ANN401 - any type
    return get_origin(hint) is Union or type(hint).__name__ == "UnionType"
