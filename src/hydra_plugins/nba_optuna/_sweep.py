"""What the sweeper does: claim trials, hand them to the launcher, tell the study what came out."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import optuna
from hydra.core.utils import JobReturn
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from optuna.trial import Trial

from hydra_plugins.nba_optuna import _jobs, _space
from hydra_plugins.nba_optuna._finish import finish
from hydra_plugins.nba_optuna._lanes import Batches, Ended, Lanes
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.sweep.heartbeat import Heartbeat
from nba_props.sweep.identity import study_name
from nba_props.sweep.progress import Progress
from nba_props.sweep.samplers import FreshSampler, make_pruner
from nba_props.sweep.settings import Settings
from nba_props.sweep.storage import claiming, locate, open_storage
from nba_props.sweep.studies import OBJECTIVE, SPACE, TOTAL, WORDS
from nba_props.sweep.study import Outcome, SharedStudy, checked
from nba_props.sweep.sweep_tracker import Logbook, open_parent
from nba_props.tracking.mlflow_client import first_line

if TYPE_CHECKING:
    from hydra_plugins.nba_optuna.sweeper import NBAOptunaSweeper

log = logging.getLogger("nba_props.sweep")
SECONDS_BETWEEN_LOOKS = 1.0
NOT_COMPOSED = (HydraException, OmegaConfBaseException)
"""A point cannot be composed to a configuration."""


class SweepError(NBAPropsError):
    """Too many trials failed."""


def run(sweeper: NBAOptunaSweeper, arguments: Sequence[str]) -> optuna.Study:
    """Run a sweep to its total of trials; returns the study.

    Raises:
        ConfigError: an option or a word is wrong.
        SweepError: too many trials failed.
    """
    return Sweep(sweeper, arguments).run()


class Sweep:
    """One sweeper at work on a study."""

    def __init__(self, sweeper: NBAOptunaSweeper, arguments: Sequence[str]) -> None:
        self.config = cast(DictConfig, sweeper.config)
        self.settings = Settings.of(sweeper.options)
        self.space = _space.read(self.settings.params, arguments)
        self.customize = _jobs.load(self.settings.custom_search_space)
        if not self.space.distributions and self.customize is None:
            raise ConfigError(
                "nothing to search: no word is a sweep; choose search=..., set hydra.sweeper.params, "
                "or write for example 'model.max_depth=range(3,9)'"
            )
        self.directions = self.settings.directions(_jobs.default_directions(self.config))
        self.name = self.settings.study_name or self._name(arguments)
        self.folder = _jobs.folder(self.config, self.name)
        self.storage = open_storage(locate(self.settings.storage, self.folder), self.settings.heartbeat)
        self.launcher = _jobs.Launching(sweeper, self.name, self.storage.url, self.folder)
        self.n_jobs = self.settings.n_jobs or self.launcher.width
        self.shared = SharedStudy(self._study(), self.storage, self._total(), self.settings.heartbeat)
        self.progress = Progress(self.shared)
        self._failed = self._ended = 0
        self._deadline = time.monotonic() + (self.settings.timeout or float("inf"))

    def _name(self, arguments: Sequence[str]) -> str:
        own = [word for word in self.space.fixed if word not in arguments]
        return study_name(self.config, self.space.describe(), self.directions, own)

    def _grid(self) -> dict[str, list[Any]] | None:
        return self.space.grid() if self.settings.sampler.get("kind") == "grid" else None

    def _total(self) -> int:
        """The number of trials; a grid has no more than its points."""
        grid = self._grid()
        size = math.prod(len(values) for values in grid.values()) if grid else self.settings.n_trials
        return min(self.settings.n_trials, size)

    def _study(self) -> optuna.Study:
        """The study, made or found.

        Raises:
            ConfigError: the study that has this name is another one.
        """
        sampler = FreshSampler(self.settings.sampler, self._grid(), several=len(self.directions) > 1)
        with claiming(self.storage, self.name):
            study = optuna.create_study(
                study_name=self.name,
                storage=self.storage,
                sampler=sampler,
                pruner=make_pruner(self.settings.pruner),
                directions=cast(list[Any], self.directions),
                load_if_exists=True,
            )
            known = [each.name.lower() for each in study.directions]
            if known != self.directions:
                raise ConfigError(
                    f"hydra.sweeper.study_name={self.name}: this study has {', '.join(known)} as directions"
                )
            self._remember(study)
        return study

    def _remember(self, study: optuna.Study) -> None:
        """Keep in the study what `nba-props sweep` needs to run its points again."""
        about = {SPACE: self.space.texts, WORDS: self.space.fixed, TOTAL: self.settings.n_trials}
        about[OBJECTIVE] = str(OmegaConf.select(self.config, "objective", default="value"))
        for key, value in about.items():
            if study.user_attrs.get(key) != value:
                study.set_user_attr(key, value)

    def run(self) -> optuna.Study:
        """Claim and run trials until the study has its total, then the best one in full."""
        self._say_start()
        logbook = self._open_logbook()
        try:
            with Heartbeat(self.storage, self.settings.heartbeat) as self.heartbeat:
                logbook.reconcile()
                self._work(logbook)
            logbook.reconcile()
            finish(self, logbook)
        except BaseException as error:
            logbook.break_off(error)
            raise
        self._say_end()
        return self.shared.study

    def _open_logbook(self) -> Logbook:
        settings = self.settings
        about = {
            "sampler": settings.sampler.get("kind"),
            "pruner": settings.pruner.get("kind"),
            "direction": ", ".join(self.directions),
            "storage": self.storage.url,
        }
        with claiming(self.storage, self.name):
            parent = open_parent(self.config, self.name, self.space.texts, about)
        if parent is not None:
            self.launcher.parent = parent.id
            log.info("mlflow:  run %s", parent.id)
        return Logbook(self.shared, parent)

    def _work(self, logbook: Logbook) -> None:
        """Keep all places filled; what is still running when the sweep breaks off is let go."""
        places = self.launcher.places(self.n_jobs, self._launch)
        try:
            with places:
                while self._step(places, logbook):
                    pass
        except BaseException as error:
            self._give_back(places.running, error)
            raise

    def _step(self, places: Batches | Lanes, logbook: Logbook) -> bool:
        """Start what there is room for and wait for what ends next; False when nothing is left to do."""
        self._close_orphans()
        late = time.monotonic() >= self._deadline
        if places.free and not late:
            places.start(self._claim(places.free))
        if places.running:
            for each in places.ended():
                self._take_in(each)
            logbook.progress()
            return True
        if late or not self.shared.counts().running:
            return False
        time.sleep(SECONDS_BETWEEN_LOOKS)  # another sweeper's trials; should it die, they are run here
        return True

    def _close_orphans(self) -> None:
        for trial in self.shared.close_orphans():
            log.info("trial %d was left behind by a sweeper that died; it is closed", trial.number)

    def _claim(self, most: int) -> list[Trial]:
        try:
            trials = self.shared.claim(most, self.space.distributions)
        except ValueError as error:
            raise ConfigError(f"hydra.sweeper.study_name={self.name}: has another space: {error}") from error
        for trial in trials:
            self.heartbeat.add(trial._trial_id)
            if self.customize is not None:
                self.customize(self.config, trial)
        return trials

    def _launch(self, trials: Sequence[Trial]) -> list[JobReturn]:
        words = [self.space.words(trial.params) for trial in trials]
        return self.launcher.launch(words, [trial.number for trial in trials])

    def _take_in(self, ended: Ended) -> None:
        """Tell the study how trials ended.

        Raises:
            SweepError: too many have failed.
            NBAPropsError, HydraException, OmegaConfBaseException: nothing can be launched with this sweep.
        """
        error = ended.error
        if error is None:
            self._tell(ended.trials, [self._outcome(job) for job in ended.jobs])
        elif isinstance(error, NOT_COMPOSED) and self._ended:
            self._tell(ended.trials, [Outcome(failure=first_line(error))] * len(ended.trials))
        else:
            self._give_back(ended.trials, error)
            if isinstance(error, (NBAPropsError, *NOT_COMPOSED)):
                raise error  # if it is the very first point, a mistake in the search space
            log.warning("the launcher failed: %s: %s", type(error).__name__, first_line(error))
            self._count([Outcome(failure=first_line(error))] * len(ended.trials))

    def _tell(self, trials: Sequence[Trial], outcomes: Sequence[Outcome]) -> None:
        told = []
        for trial, outcome in zip(trials, outcomes, strict=True):
            self.heartbeat.remove(trial._trial_id)
            if self.shared.tell(trial, outcome):
                told.append(trial.number)
        self.progress.show(told)
        self._count(outcomes)

    def _give_back(self, trials: Sequence[Trial], error: BaseException) -> None:
        for trial in trials:
            self._let_go(trial, error)

    def _outcome(self, job: Any) -> Outcome:  # noqa: ANN401
        value, failed = _jobs.returned(job)
        if not failed:
            return checked(value, len(self.directions))
        if _jobs.is_pruned(value):
            return Outcome(pruned=True)
        return Outcome(failure=_jobs.reason(value))

    def _let_go(self, trial: Trial, error: BaseException) -> None:
        self.heartbeat.remove(trial._trial_id)
        frozen = self.shared.study.get_trials(deepcopy=False)[trial.number]
        if not frozen.state.is_finished():
            self.shared.release(frozen, f"interrupted: {type(error).__name__}")

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        """Take failures into account.

        Raises:
            SweepError: they are too many.
        """
        self._ended += len(outcomes)
        failures = [each.failure for each in outcomes if each.failure is not None]
        self._failed += len(failures)
        rate = self._failed / self._ended
        too_many = rate > self.settings.max_failure_rate or self._failed == self._ended
        if failures and too_many and self._ended >= min(self.settings.min_trials, self.shared.n_trials):
            raise SweepError(
                f"{self._failed} of {self._ended} trials failed, the last one with: {failures[-1]} "
                f"(allowed: hydra.sweeper.max_failure_rate={self.settings.max_failure_rate}); "
                "the same command goes on with the rest"
            )

    def _say_start(self) -> None:
        log.info("study:   %s in %s", self.name, self.storage.url)
        log.info("folder:  %s", self.folder)
        counts = self.shared.counts()
        if counts.ended:
            log.info("goes on: %d of %d trials are done", counts.ended, self.shared.n_trials)

    def _say_end(self) -> None:
        study = self.shared.study
        log.info("sweep:   %s", self.progress.line())
        if len(study.directions) == 1 and self.shared.counts().complete:
            log.info("best:    %s", " ".join(f"{k}={v}" for k, v in study.best_trial.params.items()))
