"""The plan of a sweep: search space, settings, directions, name and folder, before anything is started."""

from __future__ import annotations

import importlib
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from omegaconf import DictConfig, OmegaConf
from optuna.trial import Trial

from hydra_plugins.nba_optuna import _settings, _space
from hydra_plugins.nba_optuna.config import NBAOptunaConf
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError
from nba_props.sweep.identity import fixed_part, study_name

Customize = Callable[[DictConfig, Trial], None]


@dataclass(frozen=True)
class SweepPlan:
    """Everything that a sweep is to do.

    `config` is what Hydra composed, `customize` the function of `custom_search_space`, `directions` are
    `minimize` or `maximize` for each objective, `name` is the study's. Of the words with one value `own` are
    those of the option `params`, `words` the keys that the others set.
    """

    config: DictConfig
    settings: NBAOptunaConf
    space: _space.Space
    customize: Customize | None
    directions: list[str]
    name: str
    folder: Path
    own: list[str]
    words: list[str]

    @classmethod
    def of(cls, config: DictConfig, options: Mapping[str, Any], arguments: Sequence[str]) -> SweepPlan:
        """Make a plan from the sweeper's options and command-line overrides.

        Raises:
            ConfigError: an option or an override is wrong, or there is nothing to search.
        """
        settings = _settings.checked(options)
        space = _space.read(settings.params, arguments)
        customize = load_function(settings.custom_search_space)
        if not space.distributions and customize is None:
            raise ConfigError(
                "nothing to search: no word is a sweep; choose search=..., set hydra.sweeper.params, "
                "or write for example 'model.max_depth=range(3,9)'"
            )
        directions = _settings.directions(settings, _objective_directions(config))
        own = [override for override in space.fixed if override not in arguments]
        words = _space.keys_of([override for override in space.fixed if override in arguments])
        custom = {} if customize is None else {str(settings.custom_search_space): source_of(customize)}
        name = settings.study_name or study_name(
            config, space.describe(), directions, params=own, words=words, custom=custom
        )
        folder = sweep_folder(config, name)
        return cls(config, settings, space, customize, directions, name, folder, own, words)

    @property
    def objective(self) -> str:
        """Name of the objective; `value` in other applications."""
        return str(OmegaConf.select(self.config, "objective", default="value"))

    def fixed(self) -> dict[str, str]:
        """Return the settings that all trials share, as text by key."""
        values = flatten(fixed_part(self.config, self.space.describe(), self.words))
        own = dict(word.split("=", 1) for word in self.own)
        return {key: str(value) for key, value in {**values, **own}.items()}

    def grid(self) -> dict[str, list[Any]] | None:
        """List all values of each parameter for a grid; None for other samplers.

        Raises:
            ConfigError: a parameter is continuous.
        """
        return self.space.grid() if self.settings.sampler.get("kind") == "grid" else None

    def n_trials(self) -> int:
        """Return the total of the study; a grid has no more trials than points."""
        grid = self.grid()
        size = math.prod(len(values) for values in grid.values()) if grid else self.settings.n_trials
        return min(self.settings.n_trials, size)


def sweep_folder(config: DictConfig, study: str) -> Path:
    """Return `multirun/<study>`, unless a folder without a time in its name is configured."""
    raw = str(raw_value(config, "hydra.sweep.dir"))
    if "${now:" in raw:
        return Path("multirun") / study
    return Path(str(OmegaConf.select(config, "hydra.sweep.dir")))


def raw_value(config: DictConfig, key: str) -> object:
    """Return a value as it is written, interpolations and all."""
    above, _, last = key.rpartition(".")
    node = OmegaConf.to_container(OmegaConf.select(config, above), resolve=False)
    return cast(dict[str, object], node)[last]


def load_function(dotted: str | None) -> Customize | None:
    """Import the function that `custom_search_space` names.

    Raises:
        ConfigError: there is none.
    """
    if dotted is None:
        return None
    module, _, name = dotted.rpartition(".")
    try:
        return cast(Customize, getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"hydra.sweeper.custom_search_space={dotted}: {error}") from error


def source_of(function: Customize) -> str:
    """Return the source of a function; nothing where it has none, as what is typed into an interpreter."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


def _objective_directions(config: DictConfig) -> list[str] | None:
    """Derive the directions from the objectives' names; None in other applications."""
    objective = OmegaConf.select(config, "objective", default=None)
    if not isinstance(objective, str):
        return None
    from nba_props.evaluation.objectives import directions

    return directions(objective)
