"""What a job leaves behind: files and figures in its run, an entry in the index, a table on the terminal."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core import atomic
from nba_props.evaluation.references import LINE_COLUMNS
from nba_props.findings.render import tags as finding_tags
from nba_props.findings.render import to_dicts
from nba_props.findings.verdict import verdict
from nba_props.pipeline import job_index
from nba_props.pipeline.outcome import Outcome
from nba_props.report import terminal
from nba_props.report.plots import residuals
from nba_props.report.plotted import figures as probability_plots
from nba_props.report.render import render_report
from nba_props.report.view import View
from nba_props.serving.from_run import example_of, pieces_of
from nba_props.tracking import job_log as tracked
from nba_props.tracking.artifacts import Content
from nba_props.tracking.base import Artifacts
from nba_props.tracking.tracker import NBAPropsTracker
from nba_props.tracking.uri import resolve_uri, ui_command

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

    from nba_props.configuration.preset import Preset
    from nba_props.core.timing import Stages
    from nba_props.data.quality import QualityReport
    from nba_props.experiment import Experiment
    from nba_props.features.matrix import Matrix
    from nba_props.pipeline.forecast import Forecast

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """A finished job: its hash, its run in the store, its metrics and its output folder."""

    job: str
    run_id: str
    metrics: dict[str, float]
    output: Path


def log_results(
    tracker: NBAPropsTracker,
    setup: tracked.Setup,
    outcome: Outcome,
    output: Path,
    view: Callable[[str], View],
) -> dict[str, float]:
    """Log metrics and, unless the run keeps numbers only, files; the metrics that are known.

    Args:
        view: what the report shows, from the id of the run.
    """
    predictions = outcome.predictions
    found = tracked.Result(
        outcome.metrics,
        predictions.folds,
        predictions_table(outcome),
        findings=to_dicts(outcome.findings),
        tags=_tags(outcome),
    )
    if not tracker.run.light:
        report = render_report(view(tracker.run.id))
        found = replace(
            found,
            importance=predictions.last.importance(),
            ledger=None if outcome.betting is None else outcome.betting.account.ledger,
            figures=_figures(outcome, setup.choices["market"]),
            files=_files(outcome),
            report=report,
        )
        atomic.write_bytes(output / "report.html", report.encode())
    tracked.log_result(tracker, setup, found, output)
    return tracked.known(outcome.metrics)


def log_model(
    tracker: NBAPropsTracker, setup: tracked.Setup, matrix: Matrix, forecast: Forecast
) -> str | None:
    """Log the last fold's model with its distribution and calibration; its URI, if it has one."""
    named = {"market": "market", "phase": "phase", "feature_set": "features", "model_type": "model"}
    about = {name: setup.choices[group] for name, group in named.items()}
    pieces = pieces_of(forecast, {"job": setup.job, "data_fingerprint": setup.fingerprint, **about})
    return tracker.log_model(pieces, example=example_of(pieces, matrix, forecast))


def predictions_table(outcome: Outcome) -> pl.DataFrame:
    """All out-of-fold predictions, warm-up and rows without an outcome included; the line where scored."""
    known = outcome.evaluation.rows.select("game_id", "player_id", *LINE_COLUMNS)
    rows = outcome.predictions.rows
    return rows.join(known, on=["game_id", "player_id"], how="left", maintain_order="left")


def report_view(
    experiment: Experiment, setup: tracked.Setup, outcome: Outcome, quality: QualityReport, preset: Preset
) -> Callable[[str], View]:
    """What the report of a run shows, once the run has an id."""
    betting, evaluation = outcome.betting, outcome.evaluation
    quoted = outcome.screened.quotes.height > 0

    def view(run_id: str) -> View:
        return View(
            title=setup.name,
            stat=experiment.market.name,
            facts=_facts(setup, run_id, experiment),
            findings=outcome.findings,
            metrics=outcome.metrics,
            intervals=outcome.intervals,
            rows=evaluation.rows,
            lineup_label=experiment.availability.label,
            suspect_metrics=None if betting is None else betting.with_suspect.metrics,
            folds=outcome.predictions.folds,
            segments=evaluation.segments,
            betting_segments=None if betting is None else betting.segments,
            ledger=None if betting is None else betting.account.ledger,
            band=None if betting is None else betting.account.band,
            importance=outcome.predictions.last.importance(),
            quality=quality,
            screened=outcome.screened.counts if quoted else None,
            config=setup.settings(),
            preset_name=preset.title,
            preset=preset.settings(),
        )

    return view


def _facts(setup: tracked.Setup, run_id: str, experiment: Experiment) -> dict[str, str]:
    tags = setup.tags()
    known = {
        "run": run_id,
        "what": setup.title if setup.name != setup.title else None,
        "experiment": experiment.phase.experiment_name,
        "job": setup.job,
        "data": f"{setup.choices['data']}, {setup.fingerprint}",
        "commit": tags.get("mlflow.source.git.commit"),
        "made": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    return {name: value for name, value in known.items() if value}


def _tags(outcome: Outcome) -> dict[str, str]:
    if not outcome.findings:
        return {}
    told = verdict(outcome.findings)
    return {**finding_tags(outcome.findings), "verdict": told.headline, "verdict_level": told.level.value}


def _files(outcome: Outcome) -> dict[str, Content]:
    """The ledger, its segments, the judgement of the quotes, and how thresholds were tuned."""
    files: dict[str, Content] = {}
    if outcome.betting is not None:
        files = {
            "bets/ledger_with_suspect.parquet": outcome.betting.with_suspect.ledger,
            "bets/segments.csv": outcome.betting.segments,
            "data/books.csv": outcome.screened.books,
        }
        if outcome.betting.tuned is not None:
            files["bets/tuning.csv"] = outcome.betting.tuned.tried
    return files


def _figures(outcome: Outcome, market: str) -> dict[str, Figure]:
    rows, betting = outcome.evaluation.rows, outcome.betting
    figures = residuals.residual_plots(rows, outcome.predictions.folds, market)
    if betting is None:
        return figures | probability_plots(rows)
    return figures | probability_plots(rows, betting.account.ledger, betting.account.band)


def record(experiment: Experiment, result: Result, outcome: Outcome) -> None:
    """Enter the finished job into the index, so that it is not run again."""
    uri = resolve_uri(experiment.tracking.uri)
    done = job_index.FinishedJob(
        result.job,
        result.run_id,
        uri,
        str(result.output.resolve()),
        result.metrics,
        findings=to_dicts(outcome.findings),
        light=_is_light(experiment),
    )
    job_index.record(Path(experiment.paths.outputs), done)


def find_finished(experiment: Experiment, job: str, *, of_name: bool = True) -> Result | None:
    """The result of an earlier run of the same job, unless `force` asks for another.

    Under another name than `run_name` asks for it is no answer, unless the name is all the same (`of_name`).
    """
    if experiment.force:
        return None
    name = experiment.run_name if of_name else None
    done = job_index.find(Path(experiment.paths.outputs), job, experiment.tracking.uri, name)
    if done is None:
        return None
    if done.light and not _is_light(experiment):
        log.info("this job is finished (%s), but its run kept numbers only; it is run in full", done.finished)
        return None
    log.info("this job is finished already (%s); force=true runs it again", done.finished)
    return Result(done.job, done.run_id, done.metrics, Path(done.folder))


def _is_light(experiment: Experiment) -> bool:
    return experiment.tracking.artifacts is Artifacts.light


def show_quality(quality: QualityReport) -> None:
    """What was dropped or looks wrong in the data."""
    if not quality.steps:
        return
    from rich.console import Console

    Console().print(quality.render())


def show(experiment: Experiment, outcome: Outcome, stages: Stages) -> None:
    """What a run ends with: figures, findings, and where the time went."""
    from rich.console import Console

    terminal.show(Console(), outcome, experiment.availability.label)
    log.info("time: %s", stages.summary())


def show_places(experiment: Experiment, result: Result) -> None:
    """Where the results are, and how to open them."""
    log.info("run:    %s in %s", result.run_id, experiment.phase.experiment_name)
    log.info("files:  %s", result.output)
    log.info("open:   %s", ui_command(experiment.tracking.uri))
