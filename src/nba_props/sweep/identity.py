"""The name of a study, from what makes it the same sweep: search space, objective, other settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
        custom: the source of the function that suggests more, by its name.
    """
    parts = {
        "space": dict(space),
        "directions": list(directions),
        "config": fixed_part(config, space, words),
        "params": sorted(params),
        **({"custom": dict(custom)} if custom else {}),
    }
    choices = config.hydra.runtime.choices
    prefix = choices.get("search") or config.hydra.job.name
    return f"{prefix}-{digest(parts)[:10]}"


def fixed_part(config: DictConfig, swept: Collection[str], words: Iterable[str] = ()) -> dict[str, Any]:
    """Return the configuration without Hydra's part, what is ignored and the keys that are swept.

    What lies below a swept key goes with its options, but for what a word sets there for all of them.

    Args:
        config: what Hydra composed, before the values of a trial are set.
        swept: the keys that are.
        words: the keys that words set for all trials.
    """
    plain = OmegaConf.to_container(config, resolve=False, enum_to_str=True)
    found = {str(key): value for key, value in dict(plain).items() if key not in IGNORED}  # type: ignore[arg-type]
    paths = [key.lstrip("+").split(".") for key in swept]
    below = [key for key in words if any(key.startswith(f"{'.'.join(path)}.") for path in paths)]
    kept = {key: _value(found, key.split(".")) for key in below}
    for path in paths:
        _remove(found, path)
    return {**found, **kept}


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
