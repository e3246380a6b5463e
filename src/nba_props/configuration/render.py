"""A configuration as text and as flat keys."""

from __future__ import annotations

import json
from typing import Any, cast

from omegaconf import DictConfig, OmegaConf

from nba_props.configuration.session import chosen, without_hydra
from nba_props.core.settings import flatten


def as_yaml(config: DictConfig) -> str:
    """Return resolved YAML with sorted keys; values that nobody has given are `???`."""
    return str(OmegaConf.to_yaml(config, resolve=True, sort_keys=True))


def as_json(config: DictConfig) -> str:
    """Return the same as JSON."""
    plain = OmegaConf.to_container(config, resolve=True, enum_to_str=True)
    return json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def flat(config: DictConfig) -> dict[str, Any]:
    """Return the resolved values by full key, and the chosen option of each group under the group's name.

    Args:
        config: a composed configuration with its `hydra` node, which is removed.
    """
    options = {group: option for group, option in chosen(config).items() if option != "None"}
    plain = OmegaConf.to_container(without_hydra(config), resolve=True, enum_to_str=True)
    return {**options, **flatten(cast(dict[str, Any], plain))}
