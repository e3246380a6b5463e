"""How a problem of the configuration is put into words: the key, the value, and what is allowed."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import ConfigAttributeError, ConfigKeyError

from nba_props.core.component import registered
from nba_props.errors import did_you_mean, nearest

WORDS: dict[Any, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
LISTS: dict[Any, str] = {
    int: "whole numbers, such as [1,2]",
    float: "numbers, such as [0.1,0.9]",
    bool: "true or false, such as [true,false]",
    str: "texts, such as [a,b]",
}


def expected(hint: Any) -> str:  # noqa: ANN401
    """Return what a field's type hint allows, in words."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [expected(arg) for arg in args if arg is not type(None)]
        return " or ".join([*kinds, "null"] if type(None) in args else kinds)
    if origin is list:
        return f"a list of {LISTS.get(args[0], f'values that are each {expected(args[0])}')}"
    if origin is dict:
        return f"a mapping such as {{a: b}}, each value {expected(args[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(hint.__members__)}"
    return WORDS.get(hint, f"a {getattr(hint, '__name__', hint)}")


def hint_at(config: Any, path: str) -> Any:  # noqa: ANN401
    """Return type hint of a full key, or of the list that it is an element of; None where there is none."""
    above, _, name = path.partition("[")[0].rpartition(".")
    parent = OmegaConf.select(config, above) if above else config
    return hint_of(parent, name)


def hint_of(parent: Any, key: str) -> Any:  # noqa: ANN401
    """Return the type hint of a field of a structured node; None where there is none."""
    kind = OmegaConf.get_type(parent) if isinstance(parent, DictConfig) else None
    return _hints(kind).get(key) if is_dataclass(kind) else None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def missing(hint: Any, path: str) -> str:  # noqa: ANN401
    """Return a mandatory value that nobody has given."""
    what = f" to {expected(hint)}" if hint in WORDS else ""
    return f"{path}: has no value; set {path}=...{what}"


def wrong_type(hint: Any, shown: str, error: Exception) -> str:  # noqa: ANN401
    """Return a value of the wrong type; `shown` is the key, with the value where it is known."""
    if hint is None:
        return f"{shown}: {first_line(error)}"
    return f"{shown}: must be {expected(hint)}{_suggestion(hint, shown.partition('=')[2])}"


def _suggestion(hint: Any, value: str) -> str:  # noqa: ANN401
    is_enum = isinstance(hint, type) and issubclass(hint, Enum)
    close = nearest(value, hint.__members__) if is_enum else []
    return f"; did you mean {', '.join(close)}?" if close else ""


def unknown_key(config: DictConfig, path: str, choices: dict[str, str]) -> str:
    """Return a key that the composed configuration does not have.

    Args:
        config: the configuration without the key.
        path: the full key.
        choices: the chosen option of each group, by group.
    """
    parent, above, name = _deepest(config, path)
    elsewhere = _options_with(above, name, choices)
    if elsewhere:
        return f"{path}: {above}={choices[above]} has no such key; {', '.join(elsewhere)} has"
    same = [key for key in leaves(config) if key.rsplit(".", 1)[-1] == name]
    if same:
        return f"{path}: no such key; did you mean {', '.join(same[:3])}?"
    known = {str(key) for key in parent} - {"hydra"}
    if not above:
        known |= {group for group in choices if "@" not in group}
    if not known:
        return f"{path}: no such key; {above} has no keys"
    return f"{path}: no such key; {did_you_mean(name, known, above)}"


def is_open(config: DictConfig, path: str) -> bool:
    """Whether the key lies in a mapping that takes any key, such as `model.extra`."""
    _, above, _ = _deepest(config, path)
    hint = hint_at(config, above) if above else None
    return get_origin(hint) is dict and not is_dataclass(get_args(hint)[1])


def _deepest(config: DictConfig, path: str) -> tuple[DictConfig, str, str]:
    """Return deepest node on the path that exists, its full key, and the first name that it does not have."""
    node, above = config, ""
    for name in path.split("."):
        child = node.get(name) if name in node else None
        if not isinstance(child, DictConfig):
            return node, above, name
        node, above = child, f"{above}.{name}" if above else name
    return node, above, ""


def _options_with(group: str, name: str, choices: dict[str, str]) -> list[str]:
    """Other options of a group whose component has a field of this name."""
    options = {option: cls for option, cls in registered(group).items() if option != choices.get(group)}
    return [f"{group}={option}" for option, cls in options.items() if name in get_type_hints(cls)]


def leaves(config: DictConfig, path: str = "") -> Iterator[str]:
    """Yield the full keys of all values, `hydra` left out; lists are values."""
    for key in config:
        full = ".".join(filter(None, (path, str(key))))
        child = None if OmegaConf.is_missing(config, key) else config._get_node(key)
        if full == "hydra":
            continue
        if isinstance(child, DictConfig) and not child._is_none() and not child._is_interpolation():
            yield from leaves(child, full)
        else:
            yield full


def is_unknown_key(error: BaseException | None) -> bool:
    """Whether OmegaConf refused a key, and not a value."""
    return isinstance(error, ConfigAttributeError | ConfigKeyError)


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, without a full stop."""
    lines = str(getattr(error, "msg", None) or error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
