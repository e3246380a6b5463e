"""What a sweep hears of its jobs, and what it asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nba_props.configuration.preset import Preset
from nba_props.core.timing import StageTimer
from nba_props.data.dataset import Dataset
from nba_props.evaluation import objectives
from nba_props.evaluation.scope import RunScope
from nba_props.experiment import Experiment
from nba_props.pipeline.job import Job
from nba_props.pipeline.job_index import FinishedJob
from nba_props.pipeline.observer import RunObserver
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.result import Result
from nba_props.pipeline.terminal import TerminalObserver
from nba_props.store import Artifacts
from nba_props.sweep.folds import FoldReports
from nba_props.sweep.trial_context import TrialContext
from nba_props.tracking.run import open_run
from nba_props.tracking.store import DUPLICATE_OF, open_store
from nba_props.validation.predictions import FoldResult

JUDGED = ("verdict", "verdict_level", "test_from", "test_to")
"""Tags that such a run has of the other one."""


def job_of(experiment: Experiment, preset: Preset, context: TrialContext | None) -> Job:
    """Return the job of an experiment; a trial keeps numbers only, since the winner is run in full."""
    if context is None:
        return Job(experiment, preset)
    if context.number is not None:
        experiment = replace(experiment, tracking=replace(experiment.tracking, artifacts=Artifacts.light))
    return Job(experiment, preset, context.trials)


def observer_of(objective: str, context: TrialContext | None) -> RunObserver:
    """Who watches a job: the terminal, and for a part of a sweep or multirun the study and MLflow too."""
    if context is None:
        return TerminalObserver()
    if context.number is not None:
        return TrialObserver(objective, context)
    if context.confirms is not None:
        return MemberObserver(context, RunObserver())
    return MemberObserver(context, TerminalObserver())


class MemberObserver(RunObserver):
    """Tags the run of a job as part of its sweep or multirun, and hands all that it hears on."""

    accepts_any_name = True

    def __init__(self, context: TrialContext, then: RunObserver) -> None:
        self._context = context
        self._then = then
        self.tags: Mapping[str, str] = context.tags()
        self.shares_predictions = not context.prunes

    def found(self, job: Job, finished: FinishedJob) -> None:
        """Log a run that stands for the earlier one, so that every job of a multirun has one of its own.

        A winner, and a job that confirms one, need none: they are found under their own names.
        """
        if not self._context.is_winner and self._context.confirms is None:
            self._log_duplicate(job, finished.result)
        self._then.found(job, finished)

    def loaded(self, job: Job, tables: Dataset) -> None:
        """Hand on."""
        self._then.loaded(job, tables)

    def ended(self, job: Job, result: Result, outcome: Outcome, timer: StageTimer) -> None:
        """Hand on."""
        self._then.ended(job, result, outcome, timer)

    def _log_duplicate(self, job: Job, finished: Result) -> None:
        tracking = replace(job.experiment.tracking, artifacts=Artifacts.light)
        setup = job.setup()
        tags = {**setup.tags(), **self.tags, DUPLICATE_OF: finished.run_id}
        with open_run(tracking, job.experiment.phase, setup.name, tags) as run:
            self.started(run.id)
            run.params(setup.params())
            run.metrics(finished.metrics)
            earlier = open_store(tracking).client.get_run(finished.run_id).data.tags
            run.tags({name: earlier[name] for name in JUDGED if name in earlier})
            self.published(replace(finished, run_id=run.id))


class TrialObserver(MemberObserver):
    """Asks of a trial its objective alone, and tells the study of its folds and its value.

    The sweeper has a line for each trial, so nothing is shown.
    """

    def __init__(self, objective: str, context: TrialContext) -> None:
        super().__init__(context, RunObserver())
        self._objective = objective
        self._folds = FoldReports(context)
        self.scope: RunScope = objectives.scope_of(objective)

    def found(self, job: Job, finished: FinishedJob) -> None:
        """Log a run that stands for the earlier one, unless the trial was lost, see `loaded`."""
        self._context.check_own()
        super().found(job, finished)

    def loaded(self, job: Job, tables: Dataset) -> None:
        """See that the trial still waits for this job, which is about to start a run.

        Raises:
            LostTrialError: another sweeper has closed the trial, and logged a run for it.
        """
        self._context.check_own()
        super().loaded(job, tables)

    def started(self, run_id: str) -> None:
        """Tell the study which run its trial has."""
        self._context.name_run(run_id)

    def fold(self, result: FoldResult) -> None:
        """Tell the study the error so far.

        Raises:
            Pruned: the trial is not worth going on with.
        """
        self._folds.add(result)

    def published(self, result: Result) -> None:
        """Tell the study what came out, as the last thing before the run is FINISHED.

        Raises:
            ConfigError: the run does not have what is optimised.
            LostTrialError: another sweeper has closed the trial.
        """
        self._context.record(objectives.values(self._objective, result.metrics, result.run_id))
