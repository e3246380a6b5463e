"""Log a job to its run and its output folder: parameters, figures, files, the model, the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core import atomic
from nba_props.core.spreadsheet import inert_table
from nba_props.core.timing import StageTimer
from nba_props.findings.render import tags as finding_tags
from nba_props.findings.render import to_dicts
from nba_props.findings.verdict import verdict
from nba_props.pipeline.feature_reference import reference_files
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.job import Job
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.model_bundle import bundle_from, example_of
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.report import view_of
from nba_props.pipeline.result import REPORT, Result
from nba_props.report.plots import residuals
from nba_props.report.plotted import figures as probability_plots
from nba_props.report.render import render_report
from nba_props.tracking import job_log
from nba_props.tracking.artifacts import Content
from nba_props.tracking.tracker import NBAPropsTracker

if TYPE_CHECKING:
    from matplotlib.figure import Figure


PICKS = "picks.csv"
"""The bets on games to come, with names: in the run, and in its output folder."""


@contextmanager
def tracked_run(
    job: Job, data: MarketData, output: Path, tags: Mapping[str, str]
) -> Iterator[NBAPropsTracker]:
    """Open the run of a job in its phase's experiment, and log what was asked.

    A run is FINISHED when the block ends well; otherwise it ends as the exception says.

    Raises:
        TrackingError: the store refuses.
    """
    setup = job.setup(data.tables.quality.to_dict())
    tracker = NBAPropsTracker.of(job.experiment.tracking, job.experiment.phase, output)
    with tracker.start_run(setup.name, {**setup.tags(), **tags}):
        job_log.log_setup(tracker, setup)
        yield tracker


def publish(job: Job, outcome: Outcome, tracker: NBAPropsTracker, output: Path, timer: StageTimer) -> Result:
    """Log figures and, unless the run keeps numbers only, the model, files and the report.

    Raises:
        TrackingError: the store refuses.
    """
    with timer.stage("model"):
        log_model(job, outcome, tracker)
    with timer.stage("tracking"):
        logged = job_log.RunResult(
            outcome.metrics,
            outcome.forecast.predictions.folds,
            outcome.predictions_table,
            findings=to_dicts(outcome.findings),
            tags=_tags(outcome),
            tested=outcome.forecast.predictions.tested,
        )
        if not tracker.run.light:
            logged = _with_files(logged, job, outcome, tracker.run.id)
            atomic.write_bytes(output / REPORT, str(logged.report).encode())
            if PICKS in logged.files and outcome.pending is not None:
                atomic.write_bytes(output / PICKS, inert_table(outcome.pending).write_csv().encode())
        job_log.log_result(tracker, job.setup(), logged, output)
    return Result(job.id, tracker.run.id, job_log.known(outcome.metrics), output)


def log_model(job: Job, outcome: Outcome, tracker: NBAPropsTracker) -> str | None:
    """Log the last fold's model with its distribution and calibration; its URI, if it has one."""
    if tracker.run.light or not isinstance(outcome.forecast, Forecast):
        return None
    named = {"market": "market", "phase": "phase", "feature_set": "features", "model_type": "model"}
    choices = job.experiment.choices
    about = {name: choices[group] for name, group in named.items()}
    bundle = bundle_from(outcome.forecast, {"job": job.id, "data_fingerprint": job.fingerprint, **about})
    return tracker.log_model(bundle, example=example_of(bundle, outcome.matrix, outcome.forecast))


def _with_files(logged: job_log.RunResult, job: Job, outcome: Outcome, run_id: str) -> job_log.RunResult:
    """Add the files of a run that is kept in full."""
    return replace(
        logged,
        importance=outcome.forecast.predictions.last.importance(),
        ledger=None if outcome.betting is None else outcome.betting.summary.ledger,
        figures=_figures(outcome),
        files=_files(outcome),
        report=render_report(view_of(job, outcome, run_id)),
    )


def _tags(outcome: Outcome) -> dict[str, str]:
    if not outcome.findings:
        return {}
    told = verdict(outcome.findings)
    return {**finding_tags(outcome.findings), "verdict": told.headline, "verdict_level": told.level.value}


def _files(outcome: Outcome) -> dict[str, Content]:
    """Return what is kept beside predictions and bets: all quotes' ledger, segments, weights, features."""
    betting, weights = outcome.betting, outcome.forecast.weights
    files: dict[str, Content] = dict(reference_files(outcome))
    if weights is not None:
        files["pool_weights.csv"] = weights
    if betting is None:
        return files
    files |= {
        "bets/ledger_with_suspect.parquet": betting.unfiltered.ledger,
        "bets/segments.csv": betting.segments,
        "data/books.csv": outcome.data.screened.books,
    }
    if outcome.pending is not None and outcome.pending.height:
        files[PICKS] = outcome.pending
    return files if betting.tuned is None else {**files, "bets/tuning.csv": betting.tuned.tried}


def _figures(outcome: Outcome) -> dict[str, Figure]:
    rows, betting = outcome.evaluation.rows, outcome.betting
    folds, market = outcome.forecast.predictions.folds, outcome.experiment.market.name
    figures = residuals.residual_plots(rows, folds, market)
    if betting is None:
        return figures | probability_plots(rows)
    return figures | probability_plots(rows, betting.summary.ledger, betting.summary.band)
