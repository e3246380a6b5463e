"""Samplers and pruners by name, and a sampler that does not replay its points when a study goes on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import optuna
from optuna.distributions import BaseDistribution
from optuna.pruners import BasePruner
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from nba_props.errors import ConfigError, did_you_mean
from nba_props.sweep import pruning

SAMPLERS = {
    "tpe": "TPESampler",
    "random": "RandomSampler",
    "cmaes": "CmaEsSampler",
    "gp": "GPSampler",
    "qmc": "QMCSampler",
    "nsgaii": "NSGAIISampler",
    "nsgaiii": "NSGAIIISampler",
    "grid": "GridSampler",
}
PRUNERS = {
    "none": (optuna.pruners, "NopPruner"),
    "median": (optuna.pruners, "MedianPruner"),
    "hyperband": (optuna.pruners, "HyperbandPruner"),
    "wilcoxon": (pruning, "PairedWilcoxon"),
}
NEEDS = {"cmaes": "cmaes", "gp": "torch"}
"""Packages that a sampler needs besides Optuna."""

SAME_SEED = ("qmc", "grid")
"""Samplers that take their place in one sequence from the study, so all sweepers must share the seed."""

SEVERAL_OBJECTIVES = ("tpe", "random", "nsgaii", "nsgaiii", "gp", "qmc", "grid")
"""Samplers that can be used with several objectives."""


class FreshSampler(BaseSampler):
    """A sampler made when the first point is asked for, seeded by the number of that trial.

    A study that goes on, and each of several sweepers, so draws new points, and yet a sweep can be repeated.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        grid: Mapping[str, Sequence[Any]] | None = None,
        several: bool = False,
    ) -> None:
        self._options = dict(options)
        self._grid = grid
        self._kind = known(str(self._options.pop("kind")), SAMPLERS, "hydra/sweeper/sampler")
        self._seed = self._options.pop("seed", None)
        self._made: BaseSampler | None = None
        if several and self._kind not in SEVERAL_OBJECTIVES:
            raise ConfigError(f"hydra/sweeper/sampler={self._kind}: takes one objective only")
        self._make(0)  # tells mistakes before anything is started

    def seed(self, number: int) -> int | None:
        """Return the seed of a sampler whose first trial has this number."""
        if self._seed is None or self._kind in SAME_SEED:
            return None if self._seed is None else int(self._seed)
        return int(np.random.SeedSequence([int(self._seed), number]).generate_state(1)[0])

    def _make(self, number: int) -> BaseSampler:
        options = {**self._options, "seed": self.seed(number)}
        if self._kind == "grid":
            options["search_space"] = dict(self._grid or {})
        what = f"hydra/sweeper/sampler={self._kind}"
        return cast(BaseSampler, construct(optuna.samplers, SAMPLERS[self._kind], options, what))

    def _sampler(self, trial: FrozenTrial) -> BaseSampler:
        if self._made is None:
            self._made = self._make(trial.number)
        return self._made

    def reseed_rng(self) -> None:
        """Nothing: the seed follows from the trial's number."""

    def before_trial(self, study: Study, trial: FrozenTrial) -> None:
        """See Optuna."""
        self._sampler(trial).before_trial(study, trial)

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """See Optuna."""
        return self._sampler(trial).infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """See Optuna."""
        return self._sampler(trial).sample_relative(study, trial, search_space)

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:  # noqa: ANN401
        """See Optuna."""
        return self._sampler(trial).sample_independent(study, trial, param_name, param_distribution)

    def after_trial(
        self, study: Study, trial: FrozenTrial, state: TrialState, values: Sequence[float] | None
    ) -> None:
        """See Optuna; a grid would only stop `Study.optimize` here, which is not used.

        The end of another's trial, an orphan, makes no sampler: its number has been used as a seed.
        """
        if self._kind != "grid" and self._made is not None:
            self._made.after_trial(study, trial, state, values)


def make_pruner(options: Mapping[str, Any]) -> BasePruner:
    """Return the pruner that options describe; without `max_resource`, Hyperband finds it out.

    Raises:
        ConfigError: the kind is unknown, or Optuna refuses an option.
    """
    chosen = dict(options)
    kind = known(str(chosen.pop("kind", "none")), PRUNERS, "hydra/sweeper/pruner")
    return cast(BasePruner, construct(*PRUNERS[kind], chosen, f"hydra/sweeper/pruner={kind}"))


def known(kind: str, names: Mapping[str, object], what: str) -> str:
    """Return the name itself.

    Raises:
        ConfigError: it is none of the known ones.
    """
    if kind not in names:
        raise ConfigError(f"{what}={kind}: unknown; {did_you_mean(kind, names, every=True)}")
    return kind


def construct(module: Any, name: str, options: Mapping[str, Any], what: str) -> Any:  # noqa: ANN401
    """Return an object of Optuna from those options that are set.

    Raises:
        ConfigError: Optuna refuses an option, or a package is missing.
    """
    given = {key: value for key, value in options.items() if value is not None}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return getattr(module, name)(**given)
    except ImportError as error:
        package = NEEDS.get(what.rpartition("=")[2], "a package")
        raise ConfigError(
            f"{what}: needs {package}, which is not installed: pip install {package}"
        ) from error
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{what}: {str(error).partition(chr(10))[0]}") from error
