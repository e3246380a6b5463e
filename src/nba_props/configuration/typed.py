"""From a composed configuration to typed components, collecting everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nba_props.configuration.wording import first_line, hint_of, missing
from nba_props.errors import ConfigError, did_you_mean


def typed(parent: DictConfig, key: str, problems: list[str], path: str = "") -> Any:  # noqa: ANN401
    """Return the typed value of `parent[key]`; what is wrong with it or below it is appended to `problems`.

    Components are built from the innermost outwards, so that each problem has its full key and one
    component's problem does not hide another's.

    Args:
        parent: the node that holds the value.
        key: its name there.
        problems: gets one line a problem; the value is None where there is one.
        path: the full key of `parent`, empty for the root.
    """
    full = f"{path}.{key}" if path else key
    hint = hint_of(parent, key)
    if OmegaConf.is_missing(parent, key):
        problems.append(missing(hint, full))
        return None
    try:
        value = parent[key]
    except OmegaConfBaseException as error:
        problems.append(f"{full}: {first_line(error)}")
        return None
    return _object(value, full, problems) if OmegaConf.is_config(value) else value


def unknown_keys(node: DictConfig, path: str = "", allowed: Iterable[str] = ()) -> list[str]:
    """Return the line for each key that a structured node has and its dataclass has not.

    `+key=value` adds such.
    """
    kind = OmegaConf.get_type(node)
    if not is_dataclass(kind):
        return []
    known = [f.name for f in fields(kind)]
    extra = [str(key) for key in node if key not in {*known, *allowed}]
    return [
        f"{f'{path}.' if path else ''}{key}: no such key; {did_you_mean(key, known, path)}" for key in extra
    ]


def _object(node: Any, path: str, problems: list[str]) -> Any:  # noqa: ANN401
    before = len(problems)
    if isinstance(node, DictConfig):
        problems += unknown_keys(node, path)
        for key in node:
            typed(node, str(key), problems, path)
    if len(problems) > before:
        return None
    try:
        return OmegaConf.to_object(node)
    except ConfigError as error:
        problems.extend(f"{path}.{line}" for line in error.problems)
    except OmegaConfBaseException as error:
        problems.append(f"{path}: {first_line(error)}")
    return None
