"""From a composed configuration to typed components, collecting everything that is wrong on the way."""

from __future__ import annotations

from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nba_props.configuration.wording import missing, type_breach
from nba_props.errors import ConfigError


def typed(parent: DictConfig, key: str, problems: list[str], path: str = "") -> Any:  # noqa: ANN401
    """The typed value of `parent[key]`; what is wrong with it or below it is appended to `problems`.

    Components are built from the innermost outwards, so that each problem has its full key and one component's
    problem does not hide another's.

    Args:
        parent: the node that holds the value.
        key: its name there.
        problems: gets one line a problem; the value is None where there is one.
        path: the full key of `parent`, empty for the root.
    """
    full = f"{path}.{key}" if path else key
    if OmegaConf.is_missing(parent, key):
        problems.append(missing(parent, key, full))
        return None
    try:
        value = parent[key]
    except OmegaConfBaseException as error:
        problems.append(type_breach(error, full))
        return None
    return _object(value, full, problems) if OmegaConf.is_config(value) else value


def _object(node: Any, path: str, problems: list[str]) -> Any:  # noqa: ANN401
    before = len(problems)
    for key in node if isinstance(node, DictConfig) else ():
        typed(node, str(key), problems, path)
    if len(problems) > before:
        return None
    try:
        return OmegaConf.to_object(node)
    except ConfigError as error:
        problems.extend(f"{path}.{line}" for line in error.problems)
    except OmegaConfBaseException as error:
        problems.append(type_breach(error, path))
    return None
