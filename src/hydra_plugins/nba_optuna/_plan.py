"""The plan of a sweep: search space, settings, directions, name and folder, before anything is started."""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from omegaconf import DictConfig, OmegaConf
from optuna.trial import Trial

from hydra_plugins.nba_optuna import _settings, _space
from hydra_plugins.nba_optuna.config import NBAOptunaConf
from nba_props.core.fingerprint import digest
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError
from nba_props.sweep import studies
from nba_props.sweep.identity import IGNORED, fixed_part, study_name, worded_part

Customize = Callable[[DictConfig, Trial], None]
CUSTOM = "hydra.sweeper.custom_search_space"


@dataclass(frozen=True)
class SweepPlan:
    """Everything that a sweep is to do.

    `config` is what Hydra composed, `customize` the function of `custom_search_space`, `directions` are
    `minimize` or `maximize` for each objective, `name` is the study's. Of the words with one value `own` are
    those of the option `params`, `words` the keys that the others set; `custom` tells its function from
    others.
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
    custom: dict[str, str]

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
        start = settings.sampler.get("x0")
        if start is not None:
            _space.check_start(start, space.distributions, open_ended=customize is not None)
        directions = _settings.directions(settings, _objective_directions(config))
        own = [override for override in space.fixed if override not in arguments]
        words = _space.keys_of([override for override in space.fixed if override in arguments])
        custom = {} if customize is None else {CUSTOM: f"{settings.custom_search_space} {_mark(customize)}"}
        name = settings.study_name or study_name(
            config, space.describe(), directions, params=own, words=words, custom=custom
        )
        folder = sweep_folder(config, name)
        return cls(config, settings, space, customize, directions, name, folder, own, words, custom)

    @property
    def objective(self) -> str:
        """Name of the objective; `value` in other applications."""
        return str(OmegaConf.select(self.config, "objective", default="value"))

    def attributes(self) -> dict[str, Any]:
        """Return what is noted in the study, for `nba-props sweep` and to know it again."""
        return {
            studies.SPACE: self.space.expressions,
            studies.OVERRIDES: self.space.fixed,
            studies.TOTAL: self.n_trials(),
            studies.OBJECTIVE: self.objective,
            studies.FIXED: _as_text(fixed_part(self.config, self.space.describe())),
            studies.WORDED: self._worded(),
        }

    def _worded(self) -> dict[str, str]:
        """Return the settings of all trials that only words and the function tell."""
        below = worded_part(self.config, self.space.describe(), self.words)
        own = dict(word.split("=", 1) for word in self.own)
        return {**_as_text(below), **own, **self.custom}

    def changes(self, before: Mapping[str, Any]) -> dict[str, str]:
        """Return in which settings this sweep differs from a study that noted these attributes.

        Where the words are the same, keys that only one of them has came or went with a release.
        """
        same = _telling(before[studies.OVERRIDES]) == _telling(self.space.fixed)
        return studies.settings_changed(before, self.attributes(), of_both=same)

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


def _telling(words: Sequence[str]) -> set[str]:
    """Return the words that make a sweep another one, not of where and how fast it runs."""
    keys = _space.keys_of(words)
    return {word for word, key in zip(words, keys, strict=True) if key.partition(".")[0] not in IGNORED}


def _as_text(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in flatten(values).items()}


def _mark(function: Customize) -> str:
    """Return a short hash of what a function does, whatever its remarks and line breaks.

    Empty where it has no source, as what is typed into an interpreter.
    """
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""
    with suppress(SyntaxError):  # of a lambda amid an expression, whose lines are no statement
        source = ast.unparse(ast.parse(source))
    return digest(source)[:10]


def _objective_directions(config: DictConfig) -> list[str] | None:
    """Derive the directions from the objectives' names; None in other applications."""
    objective = OmegaConf.select(config, "objective", default=None)
    if not isinstance(objective, str):
        return None
    from nba_props.evaluation.objectives import directions

    return directions(objective)
