"""How a problem of the configuration is put into words: the key, the value, and what is allowed."""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import ConfigAttributeError, ConfigKeyError, OmegaConfBaseException

from nba_props.component import registered
from nba_props.errors import did_you_mean, nearest

WORDS: dict[Any, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
PLURALS: dict[Any, str] = {int: "whole numbers", float: "numbers", bool: "true or false", str: "texts"}


def expected(hint: Any) -> str:  # noqa: ANN401
    """What a field's type hint allows, in words."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [expected(arg) for arg in args if arg is not type(None)]
        return " or ".join([*kinds, "null"] if type(None) in args else kinds)
    if origin is list:
        return f"a list of {_plural(args[0])}, such as [a,b]"
    if origin is dict:
        return f"a mapping to {_plural(args[1])}, such as {{a: b}}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(hint.__members__)}"
    return WORDS.get(hint, f"a {getattr(hint, '__name__', hint)}")


def _plural(hint: Any) -> str:  # noqa: ANN401
    return PLURALS.get(hint, expected(hint))


def hint_of(parent: Any, key: str) -> Any:  # noqa: ANN401
    """The type hint of a key of a structured node; None where there is none."""
    kind = OmegaConf.get_type(parent) if OmegaConf.is_config(parent) else None
    return get_type_hints(kind).get(key) if isinstance(kind, type) and kind is not dict else None


def missing(parent: DictConfig, key: str, path: str) -> str:
    """A mandatory value that nobody has given."""
    hint = hint_of(parent, key)
    what = f" to {expected(hint)}" if hint in WORDS else ""
    return f"{path}: has no value; set {path}=...{what}"


def type_breach(error: OmegaConfBaseException, path: str, value: object = None) -> str:
    """A value of the wrong type, or one that cannot be worked out."""
    key = error.full_key or path
    shown = f"{key}={value}" if value is not None else key
    hint = hint_of(error.parent_node, str(error.key)) if error.parent_node is not None else None
    if hint is None:
        return f"{shown}: {first_line(error)}"
    return f"{shown}: must be {expected(hint)}{_suggestion(hint, value)}"


def _suggestion(hint: Any, value: object) -> str:  # noqa: ANN401
    if isinstance(hint, type) and issubclass(hint, Enum) and isinstance(value, str):
        close = nearest(value, hint.__members__)
        return f"; did you mean {', '.join(close)}?" if close else ""
    return ""


def unknown_key(config: DictConfig, path: str, choices: dict[str, str]) -> str:
    """A key that the composed configuration does not have.

    Args:
        config: the configuration without the key.
        path: the full key.
        choices: the chosen option of each group, by group.
    """
    parent, above, name = _deepest(config, path)
    prefix = f"{above}." if above else ""
    elsewhere = _options_with(above, name, choices)
    if elsewhere:
        return f"{path}: {above}={choices[above]} has no such key; {', '.join(elsewhere)} has"
    same = [key for key in leaves(config) if key.rsplit(".", 1)[-1] == name]
    if same:
        return f"{path}: no such key; did you mean {', '.join(same[:3])}?"
    siblings = [f"{prefix}{key}" for key in parent]
    if not siblings:
        return f"{path}: no such key; {above} has no keys"
    groups = [] if above else [group for group in choices if "@" not in group and "/" not in group]
    return f"{path}: no such key; {did_you_mean(prefix + name, {*siblings, *groups} - {'hydra'})}"


def _deepest(config: DictConfig, path: str) -> tuple[DictConfig, str, str]:
    """The deepest node on the path that exists, its full key, and the first name that it does not have."""
    node, above, names = config, "", path.split(".")
    for name in names:
        child = OmegaConf.select(node, name) if isinstance(node, DictConfig) and name in node else None
        if not isinstance(child, DictConfig):
            return node, above, name
        node, above = child, f"{above}.{name}" if above else name
    return node, above.rpartition(".")[0], names[-1]


def _options_with(group: str, name: str, choices: dict[str, str]) -> list[str]:
    """Other options of a group whose component has a field of this name."""
    if group not in choices:
        return []
    return [f"{group}={option}" for option, cls in registered(group).items() if name in get_type_hints(cls)]


def leaves(config: DictConfig, path: str = "") -> Iterator[str]:
    """The full keys of all values, `hydra` left out; lists are values."""
    for key in config:
        full = f"{path}.{key}" if path else str(key)
        if full == "hydra":
            continue
        child = None if OmegaConf.is_missing(config, key) else config._get_node(key)
        if isinstance(child, DictConfig) and not child._is_none() and not child._is_interpolation():
            yield from leaves(child, full)
        else:
            yield full


def is_unknown_key(error: BaseException | None) -> bool:
    """Whether OmegaConf refused a key, and not a value."""
    return isinstance(error, ConfigAttributeError | ConfigKeyError)


def first_line(error: BaseException) -> str:
    """The first line of an error's message, without a full stop."""
    lines = str(getattr(error, "msg", None) or error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
