"""The name of a study, from what makes it the same sweep: search space, objective, other settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from nba_props.core.fingerprint import digest
from nba_props.pipeline.job import NOT_IDENTIFYING

IGNORED = ("hydra", *(key for key in NOT_IDENTIFYING if key != "objective"))
"""Top-level keys that make no other sweep: where, how fast and with how much noise it runs."""


def study_name(
    config: DictConfig,
    space: Mapping[str, str],
    directions: Sequence[str],
    *,
    params: Iterable[str] = (),
    words: Iterable[str] = (),
    custom: Mapping[str, str] | None = None,
) -> str:
    """`<search>-<hash>`: the same for the same sweep, whatever its sampler, length, folders and threads.

    Args:
        config: what Hydra composed, before the values of a trial are set.
        space: the distributions as text by key.
        directions: `minimize` or `maximize` for each objective.
        params: words with one value from the option `params`, which `config` does not know of.
        words: the keys that other words with one value set.
        custom: what the function that suggests more is known by.
    """
    parts = {
        "space": dict(space),
        "directions": list(directions),
        "config": {**fixed_part(config, space), **worded_part(config, space, words)},
        "params": sorted(params),
        **({"custom": dict(custom)} if custom else {}),
    }
    choices = config.hydra.runtime.choices
    prefix = choices.get("search") or config.hydra.job.name
    return f"{prefix}-{digest(parts)[:10]}"


def fixed_part(config: DictConfig, swept: Iterable[str]) -> dict[str, Any]:
    """Return the configuration without Hydra's part, what is ignored, the keys that are swept and all below.

    Args:
        config: what Hydra composed, before the values of a trial are set.
        swept: the keys that are.
    """
    found = _plain(config)
    for path in _paths(swept):
        _remove(found, path)
    return found


def worded_part(config: DictConfig, swept: Iterable[str], words: Iterable[str]) -> dict[str, Any]:
    """Return what words set below swept keys, for all of their options.

    Args:
        config: what Hydra composed, before the values of a trial are set.
        swept: the keys that are.
        words: the keys that words set for all trials.
    """
    found, above = _plain(config), tuple(f"{'.'.join(path)}." for path in _paths(swept))
    return {key: _value(found, key.split(".")) for key in words if key.startswith(above)}


def _plain(config: DictConfig) -> dict[str, Any]:
    plain = OmegaConf.to_container(config, resolve=False, enum_to_str=True)
    return {str(key): value for key, value in dict(plain).items() if key not in IGNORED}  # type: ignore[arg-type]


def _paths(swept: Iterable[str]) -> list[list[str]]:
    return [key.lstrip("+").split(".") for key in swept]


def _value(node: object, path: Sequence[str]) -> object:
    """Return what stands at a path; None where nothing does, as after `~key`."""
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def _remove(node: object, path: list[str]) -> None:
    *above, last = path
    node = _value(node, above)
    if isinstance(node, dict):
        node.pop(last, None)
