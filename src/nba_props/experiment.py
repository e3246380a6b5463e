"""The typed tree of the whole configuration, its registration as Hydra schemas, and how it is built.

Every group of `conf/` is one field here. `build` turns what Hydra composed into an `Experiment` and collects
all values that are out of range before it raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nba_props import component
from nba_props.availability.base import Availability
from nba_props.component import at_least, require
from nba_props.data.dataset import DataSource
from nba_props.errors import ConfigError
from nba_props.features.base import Block, Features
from nba_props.market import Market
from nba_props.model.base import Model
from nba_props.phase import Phase
from nba_props.tracking.base import Tracking
from nba_props.validation.base import Validation

FAMILIES = (
    "nba_props.data",
    "nba_props.availability",
    "nba_props.features.block",
    "nba_props.model",
    "nba_props.validation",
)
"""Packages whose modules are the options of a config group."""


@dataclass
class Paths:
    """Folders that a run writes to, relative to where the command is started; no part of a job's identity."""

    outputs: str = "outputs"
    cache: str = "outputs/.cache"


@component.component("experiment")
@dataclass
class Experiment:
    """One experiment, complete: what `python train.py` runs."""

    phase: Phase
    data: DataSource
    availability: Availability
    market: Market
    features: Features
    model: Model
    validation: Validation
    tracking: Tracking
    paths: Paths = field(default_factory=Paths)
    seed: int = 42
    threads: int = 1
    objective: str = "val_mae"
    force: bool = False

    def __post_init__(self) -> None:
        require(self, seed=at_least(0), threads=at_least(1))
        if self.availability.kind == "none":  # type: ignore[attr-defined]
            problems = [
                f"features.blocks.{name}: needs to know who is out; set availability=reported or availability=as_played"
                for name, block in self.blocks.items()
                if block.needs_absences
            ]
            if problems:
                raise ConfigError(problems)

    @property
    def blocks(self) -> dict[str, Block]:
        """The feature blocks: the model's own, where it brings some, otherwise those of `features=`."""
        return self.model.blocks() or self.features.blocks


def register() -> None:
    """Make every component known to Hydra; call it before composing."""
    for family in FAMILIES:
        component.load_family(family)


def build(config: DictConfig) -> Experiment:
    """The typed experiment that a composed configuration describes.

    Raises:
        ConfigError: lists every value that is missing or not allowed, with its full key.
    """
    problems: list[str] = []
    values = {f.name: _build(config, f.name, problems) for f in fields(Experiment)}
    if problems:
        raise ConfigError(problems)
    return Experiment(**values)


def _build(config: DictConfig, key: str, problems: list[str]) -> Any:  # noqa: ANN401
    """The typed value of one key; blocks one by one, so that each can tell its own problems."""
    if key == "features":
        for name in config.features.blocks:
            _to_object(config.features.blocks, name, f"features.blocks.{name}", problems)
        if problems:
            return None
    return _to_object(config, key, key, problems)


def _to_object(parent: DictConfig, key: str, path: str, problems: list[str]) -> Any:  # noqa: ANN401
    try:
        value = parent[key]
        return OmegaConf.to_object(value) if OmegaConf.is_config(value) else value
    except ConfigError as error:
        problems.extend(f"{path}.{line}" for line in error.problems)
    except OmegaConfBaseException as error:
        problems.append(_omegaconf_message(error, path))
    return None


def _omegaconf_message(error: OmegaConfBaseException, path: str) -> str:
    key = getattr(error, "full_key", None) or path
    return f"{key}: {str(error.msg or error).splitlines()[0]}"
