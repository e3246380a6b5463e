"""Build an `Experiment` from what Hydra composed, collecting every value that is out of range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from omegaconf import DictConfig, OmegaConf

from nba_props.configuration.typed import typed, unknown_keys
from nba_props.core import component
from nba_props.core.rules import breaches
from nba_props.data.dataset import DataSource
from nba_props.errors import ConfigError
from nba_props.experiment import RULES, Experiment, unknown_stats
from nba_props.features.base import Block

FAMILIES = (
    "nba_props.data",
    "nba_props.availability",
    "nba_props.features.block",
    "nba_props.model",
    "nba_props.validation",
    "nba_props.distribution",
    "nba_props.pooling",
    "nba_props.calibration",
    "nba_props.pricing.devig",
    "nba_props.staking",
    "nba_props.source",
)
"""Packages whose modules are the options of a config group."""


def register() -> None:
    """Make every component known to Hydra; call it before composing."""
    for family in FAMILIES:
        component.declare_family(family)


def build(config: DictConfig, in_place: Callable[[DataSource], DataSource] | None = None) -> Experiment:
    """Return the typed experiment that a composed configuration describes.

    Args:
        config: what Hydra composed.
        in_place: returns the data source to use in place of the one that is configured.

    Raises:
        ConfigError: lists every value that is missing or not allowed, with its full key.
    """
    problems = unknown_keys(config, allowed=["hydra"])
    values = {f.name: typed(config, f.name, problems) for f in fields(Experiment)}
    if problems:
        raise ConfigError(problems + _own_problems(config, values))
    if in_place is not None:
        values["data"] = in_place(values["data"])
    return Experiment(**values)


def _own_problems(config: DictConfig, values: dict[str, Any]) -> list[str]:
    """Return what the experiment itself would refuse in those of its values that could be built."""
    rules = {key: rule for key, rule in RULES.items() if values[key] is not None}
    market = values["market"].name if values["market"] is not None else "target"
    return breaches(values, rules) + unknown_stats(_sound_blocks(config), market)


def _sound_blocks(config: DictConfig) -> dict[str, Block]:
    if OmegaConf.is_missing(config, "features"):
        return {}
    found = {str(name): typed(config.features.blocks, str(name), []) for name in config.features.blocks}
    return {name: block for name, block in found.items() if block is not None}
