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
    config: DictConfig, space: Mapping[str, str], directions: Sequence[str], params: Iterable[str] = ()
) -> str:
    """`<search>-<hash>`: the same for the same sweep, whatever its sampler, length, folders and threads.

    Args:
        config: what Hydra composed, before the values of a trial are set.
        space: the distributions as text by key.
        directions: `minimize` or `maximize` for each objective.
        params: words with one value from the option `params`, which `config` does not know of.
    """
    parts = {
        "space": dict(space),
        "directions": list(directions),
        "config": fixed_part(config, space),
        "params": sorted(params),
    }
    choices = config.hydra.runtime.choices
    prefix = choices.get("search") or config.hydra.job.name
    return f"{prefix}-{digest(parts)[:10]}"


def fixed_part(config: DictConfig, swept: Iterable[str]) -> dict[str, Any]:
    """Return the configuration without Hydra's part, what is ignored and the keys that are swept."""
    plain = OmegaConf.to_container(config, resolve=False, enum_to_str=True)
    found = {str(key): value for key, value in dict(plain).items() if key not in IGNORED}  # type: ignore[arg-type]
    for key in swept:
        _remove(found, key.lstrip("+").split("."))
    return found


def _remove(node: object, path: list[str]) -> None:
    *above, last = path
    for step in above:
        node = node.get(step) if isinstance(node, dict) else None
    if isinstance(node, dict):
        node.pop(last, None)
