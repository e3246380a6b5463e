"""A point of a sweep as a preset: YAML that can be saved below `conf/experiment/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from omegaconf import DictConfig, OmegaConf

from nba_props.core.settings import flatten
from nba_props.sweep.identity import IGNORED

NOT_OPTIONS = ("search", "experiment", "debug")
"""Groups that only set others."""

Flat = dict[str, Any]


def options_of(config: DictConfig) -> dict[str, str]:
    """Return the chosen option of each group of a composed configuration, blocks and Hydra's own left out."""
    return {group: option for group, option in _choices(config).items() if "@" not in group}


def blocks_of(config: DictConfig) -> dict[str, str]:
    """Return the chosen feature blocks: the option by `block@<key>`."""
    return {group: option for group, option in _choices(config).items() if "@" in group}


def _choices(config: DictConfig) -> dict[str, str]:
    choices = cast(dict[str, Any], OmegaConf.to_container(config.hydra.runtime.choices))
    return {
        str(group): str(option)
        for group, option in choices.items()
        if option is not None and "/" not in str(group).split("@")[0] and group not in NOT_OPTIONS
    }


def preset(best: DictConfig, compose: Callable[[Sequence[str]], DictConfig], about: str) -> str:
    """Return the YAML text of a preset.

    Args:
        best: the composed configuration that it stands for.
        compose: composes the configuration of command-line words.
        about: a comment for its first line.
    """
    changed = _others(options_of(best), options_of(compose([])))
    options = [f"{group}={option}" for group, option in options_of(best).items()]
    known = blocks_of(compose(options))
    blocks = _others(blocks_of(best), known)
    added = {group: option for group, option in blocks.items() if group not in known}
    exchanged = {**changed, **{group: option for group, option in blocks.items() if group in known}}
    words = [f"{'+' if group in added else ''}{group}={option}" for group, option in blocks.items()]
    base = compose([*options, *words])

    values = nested(differences(flat(best), flat(base)))
    gone = sorted(set(flat(base)) - set(flat(best)))
    parts = ["# @package _global_", *(f"# {line}" for line in about.splitlines())]
    parts += [f"# not said here, since YAML cannot delete: {', '.join(gone)}"] if gone else []
    parts += ["defaults:"] if added or exchanged else []
    parts += [f"  - /{group}: {option}" for group, option in added.items()]
    parts += [
        f"  - override /{group}: {option}" for group, option in exchanged.items()
    ]  # Hydra wants them last
    text = "\n".join(parts) + "\n"
    return text + (f"\n{OmegaConf.to_yaml(OmegaConf.create(values))}" if values else "")


def _others(chosen: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {group: option for group, option in chosen.items() if known.get(group) != option}


def flat(config: DictConfig) -> Flat:
    """Return the values by dotted key, lists as they are; what is no part of an experiment is left out."""
    values = {str(key): config[key] for key in config if key not in IGNORED}
    return flatten({key: _plain(value) for key, value in values.items()})


def _plain(value: object) -> object:
    is_node = OmegaConf.is_config(value)
    return OmegaConf.to_container(value, resolve=True, enum_to_str=True) if is_node else value


def differences(values: Flat, base: Flat) -> Flat:
    """Return the values that `base` does not have."""
    return {key: value for key, value in values.items() if key not in base or base[key] != value}


def nested(values: Flat) -> dict[str, Any]:
    """Dotted keys as nested mappings."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        node = found
        *above, last = key.split(".")
        for step in above:
            node = node.setdefault(step, {})
        node[last] = value
    return found
