"""The page of the sweeper, its samplers and its pruners, as they are registered with Hydra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import OmegaConf

from hydra_plugins.nba_optuna.config import PROVIDER
from tools.docs.configuration import FOLDER, key_table
from tools.docs.fields import fields_of, notes_of
from tools.docs.markdown import page, summary

ABOUT = """
`python train.py -m` with a search space sweeps with these options; [Sweeps](../../how-to/sweeps.md) says how
they are used. A key is set as `hydra.sweeper.n_trials=40`, `hydra.sweeper.sampler.seed=7`.
"""
GROUPS = ("hydra/sweeper", "hydra/sweeper/sampler", "hydra/sweeper/pruner")
NOT_SET = ("_target_", "defaults")


def sweeper() -> dict[str, str]:
    """Return the page of the sweeper."""
    return {f"{FOLDER}/sweeper.md": page("hydra/sweeper", ABOUT, *_parts())}


def registered(group: str) -> dict[str, Any]:
    """Return our options of one of Hydra's groups, by name."""
    store = ConfigStore.instance()
    files = [name for name in store.list(group) if name.endswith(".yaml")]
    found = {name.removesuffix(".yaml"): store.load(f"{group}/{name}") for name in sorted(files)}
    return {name: OmegaConf.get_type(each.node) for name, each in found.items() if each.provider == PROVIDER}


def _parts() -> Iterator[str]:
    for group in GROUPS:
        for name, kind in registered(group).items():
            fields = [each for each in fields_of(kind(), {}) if each.name not in NOT_SET]
            yield f"## {group}={name}"
            yield summary(kind)
            yield key_table(fields, notes_of(kind))
