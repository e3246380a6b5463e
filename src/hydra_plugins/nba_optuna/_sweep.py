"""The loop of a sweep: claim trials, hand them to the launcher, tell the study what came out."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

import optuna
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from optuna.storages import RDBStorage
from optuna.trial import Trial

from hydra_plugins.nba_optuna._conclusion import Conclusion
from hydra_plugins.nba_optuna._executors import EndedTrials, Executor
from hydra_plugins.nba_optuna._launchers import HydraSetup
from hydra_plugins.nba_optuna._plan import SweepPlan
from hydra_plugins.nba_optuna._trial_jobs import TrialLauncher, outcome_of
from nba_props.core.optuna_internals import trial_id
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.sweep import studies
from nba_props.sweep.confirm import advice
from nba_props.sweep.heartbeat import Heartbeat
from nba_props.sweep.progress import Progress
from nba_props.sweep.samplers import FreshSampler, make_pruner
from nba_props.sweep.storage import StorageError, claiming, locate, open_storage
from nba_props.sweep.study import Outcome, SharedStudy
from nba_props.sweep.sweep_tracker import SweepTracker, open_sweep_run
from nba_props.tracking.mlflow_client import first_line

log = logging.getLogger("nba_props.sweep")
SECONDS_BETWEEN_LOOKS = 1.0
COMPOSING_ERRORS = (HydraException, OmegaConfBaseException)
"""A point cannot be composed to a configuration."""


class SweepError(NBAPropsError):
    """Too many trials failed."""


def run(hydra: HydraSetup, options: Mapping[str, Any], arguments: Sequence[str]) -> optuna.Study:
    """Run a sweep to its total of trials; returns the study.

    Args:
        hydra: what Hydra handed to the sweeper.
        options: of the sweeper, see `NBAOptunaConf`.
        arguments: command-line overrides.

    Raises:
        ConfigError: an option or an override is wrong.
        SweepError: too many trials failed.
    """
    return Sweep(hydra, SweepPlan.of(hydra.config, options, arguments)).run()


def open_study(plan: SweepPlan, storage: RDBStorage) -> optuna.Study:
    """Make or find the study of a sweep, and note in it what `nba-props sweep` needs to run its points again.

    Raises:
        ConfigError: the study that has this name is another one.
    """
    sampler = FreshSampler(plan.settings.sampler, plan.grid(), several=len(plan.directions) > 1)
    with claiming(storage, plan.name):
        study = optuna.create_study(
            study_name=plan.name,
            storage=storage,
            sampler=sampler,
            pruner=make_pruner(plan.settings.pruner),
            directions=cast(list[Any], plan.directions),
            load_if_exists=True,
        )
        _check_same(plan, study)
        for key, value in plan.attributes().items():
            if study.user_attrs.get(key) != value:
                study.set_user_attr(key, value)
    return study


def _check_same(plan: SweepPlan, study: optuna.Study) -> None:
    """See whether a study is this sweep's, whose name may have been chosen.

    Raises:
        ConfigError: it has other directions, or trials that ran with other settings.
    """
    what = f"hydra.sweeper.study_name={plan.name}"
    known = [direction.name.lower() for direction in study.directions]
    if known != plan.directions:
        raise ConfigError(f"{what}: this study has {', '.join(known)} as directions")
    before = study.user_attrs
    if (
        plan.settings.study_name is None
        or studies.FIXED not in before
        or not study.get_trials(deepcopy=False)
    ):
        return
    differing = plan.changes(before)
    if differing:
        told = studies.in_words(differing)
        raise ConfigError(f"{what}: its trials ran with other settings: {told}; choose another name")


class Sweep:
    """One sweeper at work on a study."""

    def __init__(self, hydra: HydraSetup, plan: SweepPlan) -> None:
        settings = plan.settings
        self.plan = plan
        self.storage = open_storage(locate(settings.storage, plan.folder), settings.heartbeat)
        self.launcher = TrialLauncher(hydra, plan, self.storage.url)
        study = open_study(plan, self.storage)
        self.shared = SharedStudy(study, self.storage, plan.n_trials(), settings.heartbeat)
        self.progress = Progress(self.shared)
        self._failed = self._ended = 0
        self._deadline = time.monotonic() + (settings.timeout or float("inf"))

    def run(self) -> optuna.Study:
        """Claim and run trials until the study has its total, then the best one in full."""
        self._say_start()
        tracker = self._open_tracker()
        try:
            with Heartbeat(self.storage, self.plan.settings.heartbeat) as self.heartbeat:
                tracker.reconcile()
                self._work(tracker)
            tracker.reconcile()
            Conclusion(self.plan, self.shared, self.launcher, tracker).run()
        except BaseException as error:
            tracker.break_off(error)
            raise
        self._say_end()
        return self.shared.study

    def _open_tracker(self) -> SweepTracker:
        plan = self.plan
        about = {
            "sampler": plan.settings.sampler.get("kind"),
            "pruner": plan.settings.pruner.get("kind"),
            "direction": ", ".join(plan.directions),
            "storage": self.storage.url,
        }
        with claiming(self.storage, plan.name):
            sweep_run = open_sweep_run(plan.config, plan.name, plan.space.expressions, about)
        if sweep_run is not None:
            self.launcher.parent_run_id = sweep_run.id
            log.info("mlflow:  run %s", sweep_run.id)
        return SweepTracker(self.shared, sweep_run)

    def _work(self, tracker: SweepTracker) -> None:
        """Keep all workers busy; trials that still run when the sweep breaks off are given back."""
        n_jobs = self.plan.settings.n_jobs or self.launcher.max_workers
        executor = self.launcher.executor(n_jobs, self.launcher.launch)
        try:
            with executor:
                while self._step(executor, tracker):
                    pass
        except BaseException as error:
            self._give_back(executor.running, error)
            raise

    def _step(self, executor: Executor, tracker: SweepTracker) -> bool:
        """Start what there is room for and wait for what ends next; False when nothing is left to do."""
        self._close_orphans()
        late = time.monotonic() >= self._deadline
        if executor.free_workers and not late:
            executor.start(self._claim(executor.free_workers))
        if executor.running:
            for ended in executor.wait():
                self._take_in(ended)
            tracker.progress()
            return True
        if late or not self.shared.counts().running:
            return False
        time.sleep(SECONDS_BETWEEN_LOOKS)  # another sweeper's trials; should it die, they are run here
        return True

    def _close_orphans(self) -> None:
        for trial in self.shared.close_orphans():
            log.info("trial %d was left behind by a sweeper that died; it is closed", trial.number)

    def _claim(self, limit: int) -> list[Trial]:
        plan = self.plan
        try:
            trials = self.shared.claim(limit, plan.space.distributions)
        except ValueError as error:
            raise ConfigError(f"hydra.sweeper.study_name={plan.name}: has another space: {error}") from error
        for trial in trials:
            self.heartbeat.add(trial_id(trial))
            if plan.customize is not None:
                plan.customize(plan.config, trial)
        return trials

    def _take_in(self, ended: EndedTrials) -> None:
        """Tell the study how trials ended.

        Raises:
            SweepError: too many have failed.
            NBAPropsError, HydraException, OmegaConfBaseException: nothing can be launched with this sweep.
        """
        error = ended.error
        if error is None:
            n_objectives = len(self.plan.directions)
            self._tell(ended.trials, [outcome_of(job, n_objectives) for job in ended.jobs])
        elif isinstance(error, COMPOSING_ERRORS) and self._ended:
            self._tell(ended.trials, [Outcome(failure=first_line(error))] * len(ended.trials))
        else:
            self._give_back(ended.trials, error)
            if isinstance(error, (NBAPropsError, *COMPOSING_ERRORS)):
                raise error  # if it is the very first point, a mistake in the search space
            log.warning("the launcher failed: %s: %s", type(error).__name__, first_line(error))
            self._count([Outcome(failure=first_line(error))] * len(ended.trials))

    def _tell(self, trials: Sequence[Trial], outcomes: Sequence[Outcome]) -> None:
        numbers = []
        for trial, outcome in zip(trials, outcomes, strict=True):
            self.heartbeat.remove(trial_id(trial))
            if self.shared.tell(trial, outcome):
                numbers.append(trial.number)
        self.progress.show(numbers)
        self._count(outcomes)

    def _give_back(self, trials: Sequence[Trial], error: BaseException) -> None:
        """Leave trials that will not end here to whoever goes on with the sweep."""
        for trial in trials:
            self.heartbeat.remove(trial_id(trial))
            frozen = self.shared.study.get_trials(deepcopy=False)[trial.number]
            if not frozen.state.is_finished():
                self.shared.release(frozen, f"interrupted: {type(error).__name__}")

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        """Take failures into account.

        Raises:
            SweepError: they are too many.
        """
        settings = self.plan.settings
        self._ended += len(outcomes)
        failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
        self._failed += len(failures)
        rate = self._failed / self._ended
        too_many = rate > settings.max_failure_rate or self._failed == self._ended
        if failures and too_many and self._ended >= min(settings.min_trials, self.shared.n_trials):
            is_rest = self.shared.counts().ended < self.shared.n_trials
            raise SweepError(
                f"{self._failed} of {self._ended} trials failed, the last one with: {failures[-1]} "
                f"(allowed: hydra.sweeper.max_failure_rate={settings.max_failure_rate})"
                + ("; the same command goes on with the rest" if is_rest else "")
            )

    def _say_start(self) -> None:
        log.info("study:   %s in %s", self.plan.name, self.storage.url)
        log.info("folder:  %s", self.plan.folder)
        counts = self.shared.counts()
        if counts.ended:
            log.info("goes on: %d of %d trials are done", counts.ended, self.shared.n_trials)
        else:
            self._say_why_it_is_new()

    def _say_why_it_is_new(self) -> None:
        """Name the study of the same words that a default which changed since has made another one."""
        with suppress(StorageError):  # of another sweep, which is no reason to end this one
            found = studies.differing_defaults(self.shared.study, self.plan.settings.storage)
            if found is not None:
                name, changes = found
                log.info("new:     differs from study %s only in %s", name, studies.in_words(changes))

    def _say_end(self) -> None:
        study = self.shared.study
        log.info("sweep:   %s", self.progress.line())
        if len(study.directions) == 1 and self.shared.counts().complete:
            params = study.best_trial.params
            log.info("best:    %s", " ".join(f"{k}={v}" for k, v in params.items()))
            if self.launcher.parent_run_id is not None:
                composed = self.launcher.compose(self.plan.space.overrides(params))
                last = OmegaConf.select(composed, "validation.last_test", default=None)
                log.info("next:    %s", advice(self.plan.name, self.storage.url, last))
