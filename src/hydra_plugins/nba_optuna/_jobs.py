"""Between a sweep and Hydra's launchers: which folder a job has, what it is told, what it returned."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hydra.core.utils import JobReturn, JobStatus
from hydra.types import HydraContext, RunMode
from omegaconf import DictConfig, OmegaConf, read_write
from optuna.exceptions import TrialPruned
from optuna.trial import Trial

from hydra_plugins.nba_optuna import _launchers
from hydra_plugins.nba_optuna._lanes import Batches, Lanes, Launch
from nba_props.core import process
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.sweep.trial_context import Pruned, as_word, quoted
from nba_props.tracking.mlflow_client import first_line

if TYPE_CHECKING:
    from hydra_plugins.nba_optuna.sweeper import NBAOptunaSweeper

log = logging.getLogger("nba_props.sweep")
JOB_NUMBER = "${hydra.job.num}"
Customize = Callable[[DictConfig, Trial], None]


class Launching:
    """Hands trials to Hydra's launcher, with what a job must know of its sweep as words of its own.

    `parent` is the MLflow run of the sweep, set once it is known; `width` how many jobs run side by side.
    """

    def __init__(self, sweeper: NBAOptunaSweeper, study: str, storage: str, folder: Path) -> None:
        self._config = config = cast(DictConfig, sweeper.config)
        self._loader = cast(HydraContext, sweeper.hydra_context).config_loader
        self._subdir = str(_raw(config, "hydra.sweep.subdir"))
        self._folder = folder
        self._place = {
            "study": study,
            "storage": storage,
            "home": str(Path.cwd()),
            "sweeper": str(process.this_process()),
        }
        self.parent: str | None = None
        with read_write(config.hydra.sweep):
            config.hydra.sweep.dir = str(folder)
        self._launcher = _launchers.make(sweeper)
        self.width = _launchers.width(self._launcher)

    def places(self, width: int, launch: Launch) -> Batches | Lanes:
        """Where so many trials run at a time."""
        return _launchers.places(self._launcher, width, launch)

    def launch(self, words: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[JobReturn]:
        """Run one job for each trial; the returns in the same order."""
        jobs = [
            [*each, *self._told(number), as_word(number=number, parent=self.parent, **self._place)]
            for each, number in zip(words, numbers, strict=True)
        ]
        return list(self._launcher.launch(jobs, initial_job_idx=numbers[0]))

    def launch_winner(self, words: Sequence[str], number: int, trials: int) -> JobReturn:
        """Run the point of a trial once more, in full."""
        place = as_word(winner=number, trials=trials, parent=self.parent, **self._place)
        own = ["tracking.artifacts=full", *self._told(f"best-{number}")]
        (job,) = self._launcher.launch([[*words, *own, place]], initial_job_idx=number)
        return job

    def compose(self, words: Sequence[str]) -> DictConfig:
        """What the application's configuration is with these words alone; no option of Hydra's own."""
        hydra = self._config.hydra
        search = [text for text in hydra.overrides.hydra if str(text).startswith("hydra.searchpath")]
        return self._loader.load_configuration(hydra.job.config_name, [*search, *words], RunMode.RUN)

    def _told(self, number: int | str) -> list[str]:
        """Which folder is the job's; from the root, as a cluster's workers may stand in another one."""
        return [f"hydra.sweep.dir={quoted(str(self._folder.absolute()))}", *self._own_folder(number)]

    def _own_folder(self, number: int | str) -> list[str]:
        """The job's folder, named by its trial; one that exists, left by another study, is not touched."""
        if JOB_NUMBER not in self._subdir:
            return []
        name = wanted = self._subdir.replace(JOB_NUMBER, str(number))
        copy = 1
        while (self._folder / name).exists():
            copy += 1
            name = f"{wanted}-{copy}"
        return [f"hydra.sweep.subdir={quoted(name)}"]


def folder(config: DictConfig, study: str) -> Path:
    """Where a sweep writes: `multirun/<study>`, unless a folder without a time in its name is configured."""
    raw = str(_raw(config, "hydra.sweep.dir"))
    if "${now:" in raw:
        return Path("multirun") / study
    return Path(str(OmegaConf.select(config, "hydra.sweep.dir")))


def _raw(config: DictConfig, key: str) -> object:
    """A value as it is written, interpolations and all."""
    above, _, last = key.rpartition(".")
    node = OmegaConf.to_container(OmegaConf.select(config, above), resolve=False)
    return cast(dict[str, object], node)[last]


def load(dotted: str | None) -> Customize | None:
    """The function that `custom_search_space` names.

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


def default_directions(config: DictConfig) -> list[str]:
    """The directions that the names of the objectives tell; one to be minimized for other applications."""
    objective = OmegaConf.select(config, "objective", default=None)
    if not isinstance(objective, str):
        return ["minimize"]
    from nba_props.evaluation.objectives import directions

    return directions(objective)


def returned(job: JobReturn) -> tuple[Any, bool]:
    """What a job returned, and whether that is an exception (asking Hydra for it would raise it)."""
    return job._return_value, job.status is not JobStatus.COMPLETED


def is_pruned(error: object) -> bool:
    """Whether a job was broken off by the pruner."""
    return isinstance(error, Pruned | TrialPruned)


def reason(error: object) -> str:
    """Why a job failed, in one line."""
    if isinstance(error, NBAPropsError):
        return first_line(error)
    return f"{type(error).__name__}: {first_line(error)}" if isinstance(error, Exception) else repr(error)


def save_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all."""
    from nba_props.core import atomic

    atomic.write_bytes(path, text.encode())


def save(path: Path, values: dict[str, Any]) -> None:
    """Write plain values as YAML, whole or not at all."""
    save_text(path, OmegaConf.to_yaml(OmegaConf.create(values)))
