"""Run a job: find it finished, or load, compute and publish."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from nba_props.core.component import classes, kind_of, to_plain
from nba_props.core.fingerprint import source_hash, source_outside
from nba_props.core.memo import memoized
from nba_props.core.timing import StageTimer
from nba_props.data.dataset import Dataset
from nba_props.experiment import Experiment
from nba_props.pipeline import job_index
from nba_props.pipeline.compute import compute
from nba_props.pipeline.job import Job
from nba_props.pipeline.market_data import MarketData, screen
from nba_props.pipeline.observer import RunObserver
from nba_props.pipeline.publish import publish, tracked_run
from nba_props.pipeline.result import Result
from nba_props.pipeline.workspace import MAKING, CachedWorkspace
from nba_props.tracking import store

UNWATCHED = RunObserver()


def run(job: Job, output: Path, observer: RunObserver = UNWATCHED) -> Result:
    """Run a job, or point at the run that already did.

    Args:
        job: what is run.
        output: an existing folder for the files of this run.
        observer: hears how the run is getting on, and says how much of it is wanted.

    Raises:
        NBAPropsError: an input cannot be used; nothing is logged, or the run is logged as FAILED.
        EndedEarly: an observer ended the run, which is logged as the exception says.
    """
    timer = StageTimer()
    store.preload(job.experiment.tracking)
    finished = job_index.find_finished(job, any_name=observer.accepts_any_name)
    if finished is not None:
        observer.found(job, finished)
        return finished.result
    data = load(job, timer)
    observer.loaded(job, data.tables)
    with tracked_run(job, data, output, observer.tags) as tracker:
        observer.started(tracker.run.id)
        workspace = CachedWorkspace(job.cache, job.fingerprint, timer, observer.shares_predictions)
        outcome = compute(
            job.experiment, data, observer.scope, observer.fold, trials=job.trials, workspace=workspace
        )
        result = publish(job, outcome, tracker, output, timer)
        observer.published(result)
    job_index.record(job, result, outcome)
    observer.ended(job, result, outcome, timer)
    return result


def load(job: Job, timer: StageTimer) -> MarketData:
    """Load the tables and screen the quotes; the jobs of a sweep that share a process share what is the same.

    Raises:
        DataError: an input cannot be used.
    """
    experiment = job.experiment
    tables_key = [job.fingerprint, *_sources(experiment), experiment.seed]
    with timer.stage("data"):
        tables = memoized("data", tables_key, lambda: _read(experiment, timer))
    with timer.stage("quotes"):
        rules = _screening_key(job)
        screened = memoized("screened", rules, lambda: screen(experiment, tables))
        lines_key = [*rules, asdict(experiment.market), asdict(experiment.bets)]
        data = memoized("quotes", lines_key, lambda: MarketData.of(experiment, tables, screened))
    timer.say(f"data: {tables.player_games.height:,} player-games, {data.lines.height:,} with a line")
    return data


def _read(experiment: Experiment, timer: StageTimer) -> Dataset:
    timer.say("data: reading ...")
    return experiment.source.load(experiment.seed)


def _screening_key(job: Job) -> list[object]:
    """Return the plain data that the screened quotes follow from."""
    experiment = job.experiment
    settings = [*_sources(experiment), *(asdict(part) for part in (experiment.hygiene, experiment.devig))]
    return [job.fingerprint, kind_of(experiment.devig), experiment.seed, *settings]


def _sources(experiment: Experiment) -> list[object]:
    """Return the settings of the tables' sources as plain data, and hashes of the code that reads them."""
    parts = (experiment.data, experiment.games, experiment.lines, experiment.reports)
    own = source_outside(cls for part in parts for cls in classes(part))
    return [*([kind_of(part), to_plain(part)] for part in parts), own, source_hash(*MAKING)]
