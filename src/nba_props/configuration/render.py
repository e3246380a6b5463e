"""A configuration as text, as plain data and as flat keys."""

from __future__ import annotations

from typing import Any, cast

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nba_props.configuration.session import chosen, without_hydra
from nba_props.configuration.wording import first_line
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError


def as_yaml(config: DictConfig) -> str:
    """Return resolved YAML with sorted keys; values that nobody has given are `???`.

    Raises:
        ConfigError: a value refers to what is not there.
    """
    try:
        return str(OmegaConf.to_yaml(config, resolve=True, sort_keys=True))
    except OmegaConfBaseException as error:
        raise _unresolved(error) from error


def as_plain(config: DictConfig) -> dict[str, Any]:
    """Return the same as plain data.

    Raises:
        ConfigError: a value refers to what is not there.
    """
    try:
        return cast(dict[str, Any], OmegaConf.to_container(config, resolve=True, enum_to_str=True))
    except OmegaConfBaseException as error:
        raise _unresolved(error) from error


def _unresolved(error: OmegaConfBaseException) -> ConfigError:
    return ConfigError(f"{error.full_key}: {first_line(error)}")


def flat(config: DictConfig) -> dict[str, Any]:
    """Return the resolved values by full key, and the chosen option of each group under the group's name.

    Args:
        config: a composed configuration with its `hydra` node, which is removed.
    """
    options = {group: option for group, option in chosen(config).items() if option != "None"}
    plain = OmegaConf.to_container(without_hydra(config), resolve=True, enum_to_str=True)
    return {**options, **flatten(cast(dict[str, Any], plain))}
