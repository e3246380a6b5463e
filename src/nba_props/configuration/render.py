"""A configuration as text and as flat keys."""

from __future__ import annotations

import json
from typing import Any

from omegaconf import DictConfig, OmegaConf

from nba_props.configuration.session import chosen, without_hydra
from nba_props.configuration.wording import leaves


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
    plain = without_hydra(config)
    return {**options, **{key: _value(plain, key) for key in leaves(plain)}}


def _value(config: DictConfig, key: str) -> Any:  # noqa: ANN401
    above, _, name = key.rpartition(".")
    parent = OmegaConf.select(config, above) if above else config
    if OmegaConf.is_missing(parent, name):
        return "???"
    value = parent[name]
    if OmegaConf.is_config(value):
        return OmegaConf.to_container(value, resolve=True, enum_to_str=True)
    return value.name if hasattr(value, "name") else value
