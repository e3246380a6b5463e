"""The options of `hydra/sweeper=nba_optuna`, registered with Hydra.

Hydra imports this module at every start, so it imports nothing but Hydra. Names are those of the official
plugin where it has the option. An option that is null is not handed on: Optuna then uses its own default.
"""

# No `from __future__ import annotations`: Hydra runs plugin modules without entering them in sys.modules,
# where dataclasses look up annotations that are text.
from dataclasses import dataclass, field
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING

PROVIDER = "nba_optuna"


@dataclass
class Sampler:
    """Choice of the next point; `seed` null means a different sweep each time.

    A sweep that goes on draws new points, whatever the seed: the sampler is seeded from it and from the
    number of the first trial that it is asked for.
    """

    kind: str = "tpe"
    seed: int | None = 42


@dataclass
class Tpe(Sampler):
    """`optuna.samplers.TPESampler`."""

    n_startup_trials: int = 10
    n_ei_candidates: int = 24
    multivariate: bool | None = True
    group: bool = False
    warn_independent_sampling: bool | None = False
    constant_liar: bool = True
    prior_weight: float | None = None
    consider_prior: bool | None = None
    consider_magic_clip: bool | None = None
    consider_endpoints: bool | None = None


@dataclass
class Random(Sampler):
    """`optuna.samplers.RandomSampler`."""

    kind: str = "random"


@dataclass
class CmaEs(Sampler):
    """`optuna.samplers.CmaEsSampler`; needs the package `cmaes`."""

    kind: str = "cmaes"
    x0: Any = None  # OmegaConf cannot set what is typed as a mapping and is None
    """Where the search begins: a value by key."""
    sigma0: float | None = None
    n_startup_trials: int = 1
    warn_independent_sampling: bool = True
    consider_pruned_trials: bool = False
    popsize: int | None = None
    use_separable_cma: bool = False
    with_margin: bool = False
    lr_adapt: bool = False


@dataclass
class Gp(Sampler):
    """`optuna.samplers.GPSampler`; needs the package `torch`."""

    kind: str = "gp"
    n_startup_trials: int = 10
    deterministic_objective: bool = False


@dataclass
class Qmc(Sampler):
    """`optuna.samplers.QMCSampler`: points that fill the space evenly."""

    kind: str = "qmc"
    qmc_type: str = "sobol"
    scramble: bool = True
    warn_asynchronous_seeding: bool = True
    warn_independent_sampling: bool = True


@dataclass
class NsgaII(Sampler):
    """`optuna.samplers.NSGAIISampler`, for several objectives."""

    kind: str = "nsgaii"
    population_size: int = 50
    mutation_prob: float | None = None
    crossover_prob: float = 0.9
    swapping_prob: float = 0.5


@dataclass
class NsgaIII(Sampler):
    """`optuna.samplers.NSGAIIISampler`, for several objectives."""

    kind: str = "nsgaiii"
    population_size: int = 50
    mutation_prob: float | None = None
    crossover_prob: float = 0.9
    swapping_prob: float = 0.5
    dividing_parameter: int = 3


@dataclass
class Grid(Sampler):
    """`optuna.samplers.GridSampler`: every combination once; the space must be discrete."""

    kind: str = "grid"


@dataclass
class Pruner:
    """Choice of trials that are broken off early; `none`: no trial is."""

    kind: str = "none"


@dataclass
class Median(Pruner):
    """`optuna.pruners.MedianPruner`: worse than the median of earlier trials at the same fold."""

    kind: str = "median"
    n_startup_trials: int = 5
    n_warmup_steps: int = 3
    interval_steps: int = 1
    n_min_trials: int = 1


@dataclass
class Hyperband(Pruner):
    """`optuna.pruners.HyperbandPruner`: successive halving in several brackets."""

    kind: str = "hyperband"
    min_resource: int = 1
    max_resource: int | None = None
    reduction_factor: int = 3
    bootstrap_count: int = 0


@dataclass
class Wilcoxon(Pruner):
    """`nba_props.sweep.pruning.PairedWilcoxon`: a signed-rank test of the folds against the best trial's."""

    kind: str = "wilcoxon"
    p_threshold: float = 0.1
    n_startup_steps: int = 4


@dataclass
class NBAOptunaConf:
    """The options of the sweeper.

    `n_trials` is the total of the study: the same command, started again, goes on to it. `n_jobs` trials are
    handed to the launcher at once; null: as many as it runs side by side.
    """

    _target_: str = "hydra_plugins.nba_optuna.sweeper.NBAOptunaSweeper"
    defaults: list[Any] = field(default_factory=lambda: [{"sampler": "tpe"}, {"pruner": "none"}])
    sampler: Any = MISSING
    pruner: Any = MISSING
    direction: Any = None
    """`minimize`, `maximize` or a list of them; null: what the objective's name says, else minimize."""
    storage: str | None = None
    """URL of the study's storage; null: `study.db` in the sweep's folder."""
    study_name: str | None = None
    """Null: a hash of the search space, the objective and the rest of the configuration."""
    n_trials: int = 20
    n_jobs: int | None = None
    timeout: float | None = None
    """Seconds after which no further trial is started."""
    max_failure_rate: float = 0.3
    min_trials: int = 5
    """Number of trials that must have ended before failures can end the sweep."""
    heartbeat: int = 15
    """Seconds between signs of life. A trial without one for four times as long is an orphan."""
    params: dict[str, Any] = field(default_factory=dict)
    custom_search_space: str | None = None


def register() -> None:
    """Store every option in Hydra's `ConfigStore`."""
    store = ConfigStore.instance().store
    store(group="hydra/sweeper", name="nba_optuna", node=NBAOptunaConf, provider=PROVIDER)
    for node in (Tpe, Random, CmaEs, Gp, Qmc, NsgaII, NsgaIII, Grid):
        store(group="hydra/sweeper/sampler", name=node.kind, node=node, provider=PROVIDER)
    for pruner in (Pruner, Median, Hyperband, Wilcoxon):
        store(group="hydra/sweeper/pruner", name=pruner.kind, node=pruner, provider=PROVIDER)


register()
