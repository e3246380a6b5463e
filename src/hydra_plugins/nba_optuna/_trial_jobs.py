"""Trials as jobs of Hydra's launchers: their folders and overrides, and how their returns are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hydra.core.utils import JobReturn, JobStatus
from hydra.types import RunMode
from omegaconf import DictConfig, read_write
from optuna.exceptions import TrialPruned
from optuna.trial import Trial

from hydra_plugins.nba_optuna import _launchers
from hydra_plugins.nba_optuna._executors import Executor, Launch
from hydra_plugins.nba_optuna._launchers import HydraSetup
from hydra_plugins.nba_optuna._plan import SweepPlan, raw_value
from nba_props.core import hydra_internals, process
from nba_props.errors import NBAPropsError
from nba_props.sweep.study import Outcome, checked
from nba_props.sweep.trial_context import Pruned, as_word, quoted
from nba_props.tracking.mlflow_client import first_line

JOB_NUMBER = "${hydra.job.num}"


class TrialLauncher:
    """Hands trials to Hydra's launcher, with what a job must know of its sweep as overrides of its own.

    `parent_run_id` is the MLflow run of the sweep, set once it is known; `max_workers` how many jobs run side
    by side.
    """

    def __init__(self, hydra: HydraSetup, plan: SweepPlan, storage: str) -> None:
        self._config = hydra.config
        self._loader = hydra.context.config_loader
        self._plan = plan
        self._subdir = str(raw_value(hydra.config, "hydra.sweep.subdir"))
        self._context = {
            "study": plan.name,
            "storage": storage,
            "home": str(Path.cwd()),
            "sweeper": str(process.this_process()),
        }
        self.parent_run_id: str | None = None
        with read_write(hydra.config.hydra.sweep):
            hydra.config.hydra.sweep.dir = str(plan.folder)
        self._launcher = _launchers.make_launcher(hydra)
        self.max_workers = _launchers.max_workers(self._launcher)

    def executor(self, max_workers: int, launch: Launch) -> Executor:
        """Make an executor that runs so many trials at a time."""
        return _launchers.make_executor(self._launcher, max_workers, launch)

    def launch(self, trials: Sequence[Trial]) -> list[JobReturn]:
        """Run one job for each trial; the returns in the same order."""
        jobs = [
            [
                *self._plan.space.overrides(trial.params),
                *self._folder_overrides(trial.number),
                as_word(number=trial.number, parent=self.parent_run_id, **self._context),
            ]
            for trial in trials
        ]
        return list(self._launcher.launch(jobs, initial_job_idx=trials[0].number))

    def launch_winner(self, overrides: Sequence[str], number: int, n_trials: int) -> JobReturn:
        """Run the point of a trial once more, in full."""
        context = as_word(winner=number, trials=n_trials, parent=self.parent_run_id, **self._context)
        own = ["tracking.artifacts=standard", *self._folder_overrides(f"best-{number}")]
        (job,) = self._launcher.launch([[*overrides, *own, context]], initial_job_idx=number)
        return job

    def compose(self, overrides: Sequence[str]) -> DictConfig:
        """Compose the application's configuration with these overrides alone; no option of Hydra's own."""
        hydra = self._config.hydra
        search = [text for text in hydra.overrides.hydra if str(text).startswith("hydra.searchpath")]
        return self._loader.load_configuration(hydra.job.config_name, [*search, *overrides], RunMode.RUN)

    def _folder_overrides(self, number: int | str) -> list[str]:
        """Set the job's folder; from the root, as a cluster's workers may stand in another one."""
        folder = quoted(str(self._plan.folder.absolute()))
        return [f"hydra.sweep.dir={folder}", *self._subfolder_overrides(number)]

    def _subfolder_overrides(self, number: int | str) -> list[str]:
        """Name the job's folder by its trial; one that exists, left by another study, is not touched."""
        if JOB_NUMBER not in self._subdir:
            return []
        name = wanted = self._subdir.replace(JOB_NUMBER, str(number))
        copy = 1
        while (self._plan.folder / name).exists():
            copy += 1
            name = f"{wanted}-{copy}"
        return [f"hydra.sweep.subdir={quoted(name)}"]


def outcome_of(job: JobReturn, n_objectives: int) -> Outcome:
    """Read how a job ended from what it returned."""
    value = hydra_internals.return_value(job)
    if job.status is JobStatus.COMPLETED:
        return checked(value, n_objectives)
    if isinstance(value, Pruned | TrialPruned):
        return Outcome(pruned=True)
    return Outcome(failure=_reason(value))


def _reason(error: object) -> str:
    """Say in one line why a job failed."""
    if isinstance(error, NBAPropsError):
        return first_line(error)
    return f"{type(error).__name__}: {first_line(error)}" if isinstance(error, Exception) else repr(error)
