"""Composing the jobs of a sweep: in full once, then from a copy that is given each job's own values.

Hydra composes every job from all YAML files, although the jobs of a sweep differ in a few values that are set
after all files have been merged: https://hydra.cc/docs/advanced/override_grammar/basic/. So jobs have one
shape if their words differ only in plain values, and only the first of a shape is composed by Hydra. What
comes out is the same, to the last node; where that is in doubt, Hydra composes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import cast

from hydra.conf import JobConf
from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from omegaconf import MISSING, DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

NAMES_ITSELF = JobConf.override_dirname != MISSING
"""Since hydra-core 1.4 what a job is called is an interpolation of its words; before it is set."""
MOST_SHAPES = 32
_composed: dict[Hashable, DictConfig] = {}
"""The first job of each shape, in the process that composes jobs."""


class QuickLoader:
    """Hydra's loader, but one that composes the jobs of a sweep quickly."""

    def __init__(self, loader: ConfigLoader) -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> object:
        """Everything else is as it was."""
        return getattr(self._loader, name)

    def __reduce__(self) -> tuple[type[QuickLoader], tuple[ConfigLoader]]:
        """Launchers send it to other processes."""
        return QuickLoader, (self._loader,)

    def load_sweep_config(self, master_config: DictConfig, sweep_overrides: list[str]) -> DictConfig:
        """What the loader makes of the words of a job, and the same errors."""
        job = Job.of(master_config, sweep_overrides)
        shape = (_origin(self._loader, master_config), job.shape)
        if shape in _composed:
            try:
                return job.like(_composed[shape])
            except OmegaConfBaseException:
                pass  # Hydra words the mistake better
        config = self._loader.load_sweep_config(master_config, sweep_overrides)
        if job.can_be_copied(config):
            while len(_composed) >= MOST_SHAPES:
                del _composed[next(iter(_composed))]
            _composed[shape] = deepcopy(config)
        return config


def _origin(loader: ConfigLoader, master: DictConfig) -> Hashable:
    """Where configurations come from."""
    places = tuple((each.provider, each.path) for each in loader.get_search_path().get_path())
    return places, master.hydra.job.config_name, str(Path.cwd())


@dataclass(frozen=True)
class Job:
    """The words of a job, those that its sweep has for Hydra included."""

    master: DictConfig
    words: list[Override]

    @classmethod
    def of(cls, master: DictConfig, words: list[str]) -> Job:
        """The job that a sweep makes of words."""
        return cls(master, OverridesParser.create().parse_overrides([*master.hydra.overrides.hydra, *words]))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups that the sweep chooses from."""
        return frozenset(self.master.hydra.runtime.choices)

    @cached_property
    def plain(self) -> list[bool]:
        """Of each word, whether it sets one value or list and does nothing else."""
        return [_is_plain(word, self.groups) for word in self.words]

    @property
    def shape(self) -> Hashable:
        """The words without their plain values."""
        return tuple(
            (word.type, word.key_or_group) if plain else word.input_line
            for word, plain in zip(self.words, self.plain, strict=True)
        )

    def can_be_copied(self, config: DictConfig) -> bool:
        """Whether the plain values of a configuration can be set once more, after all that other words do."""
        choices = frozenset(config.hydra.runtime.choices)
        own = {word.key_or_group for word in self._plain_words()}
        others = {
            word.key_or_group
            for word, plain in zip(self.words, self.plain, strict=True)
            if not (plain or _chooses(word, choices))
        }
        overlap = any(_within(a, b) or _within(b, a) for a in own for b in others)
        elsewhere = any(_leads_elsewhere(config, key) for key in own)
        return not (overlap or elsewhere or own & choices or config.hydra.job.env_copy)

    def _plain_words(self) -> Iterable[Override]:
        return compress(self.words, self.plain)

    def like(self, other: DictConfig) -> DictConfig:
        """The configuration of this job, from that of one of the same shape.

        Raises:
            OmegaConfBaseException: a value is not of its key's type.
        """
        config = deepcopy(other)
        for word in self._plain_words():
            OmegaConf.update(config, word.key_or_group, word.value())
        self._name(config)
        OmegaConf.copy_cache(from_config=self.master, to_config=config)
        return config

    def _name(self, config: DictConfig) -> None:
        """Tell a job its own words, and the name that follows from them."""
        task = [word for word in self.words if not word.is_hydra_override()]
        config.hydra.overrides.hydra = [word.input_line for word in self.words if word.is_hydra_override()]
        config.hydra.overrides.task = [word.input_line for word in task]
        if NAMES_ITSELF:
            return
        style = config.hydra.job.config.override_dirname
        named = sorted(
            cast(str, word.input_line) for word in task if word.key_or_group not in style.exclude_keys
        )
        config.hydra.job.override_dirname = style.item_sep.join(named).replace("=", style.kv_sep)


def _is_plain(word: Override, groups: frozenset[str]) -> bool:
    """Whether a word sets one value or list, whatever it is, and does nothing else."""
    if (
        word.is_delete()
        or word.is_sweep_override()
        or word.package is not None
        or word.key_or_group in groups
    ):
        return False
    value = word.value()
    scalars = value if isinstance(value, list) else [value]
    return all(each is None or isinstance(each, bool | int | float | str) for each in scalars)


def _chooses(word: Override, groups: frozenset[str]) -> bool:
    """Whether a word chooses an option of a group."""
    return word.key_or_group in groups and not word.is_delete() and isinstance(word.value(), str)


def _within(key: str, other: str) -> bool:
    return f"{key}.".startswith(f"{other}.")


def _leads_elsewhere(config: DictConfig, key: str) -> bool:
    """Whether a key goes through an interpolation: OmegaConf 2.4 sets the value where that points to."""
    node = config
    for name in key.split(".")[:-1]:
        if not isinstance(node, DictConfig) or OmegaConf.is_interpolation(node, name):
            return True
        node = OmegaConf.select(node, name)
    return False
