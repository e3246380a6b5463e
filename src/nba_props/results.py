"""What a job leaves behind: files and figures in its run, an entry in the index, a table on the terminal."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props import jobs
from nba_props.evaluation import plots
from nba_props.evaluation.evaluate import Evaluation
from nba_props.evaluation.summary import summary_table
from nba_props.tracking import job as tracked
from nba_props.tracking.base import Artifacts
from nba_props.tracking.run import Run
from nba_props.tracking.uri import resolve_uri, ui_command
from nba_props.validation.predictions import Predictions

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

    from nba_props.data.quality import QualityReport
    from nba_props.experiment import Experiment
    from nba_props.stages import Stages

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """A finished job: its hash, its run in the store, its metrics and its output folder."""

    job: str
    run_id: str
    metrics: dict[str, float]
    output: Path


def all_metrics(predictions: Predictions, evaluation: Evaluation) -> dict[str, float]:
    """The metrics of a run: those of the evaluation, of its segments, and the size and cost of the model."""
    model = predictions.last
    found = {"n_features": float(len(model.names)), "training_time": predictions.fit_seconds}
    if model.n_estimators is not None:
        found["n_estimators"] = float(model.n_estimators)
    return evaluation.metrics | found | evaluation.segment_metrics


def log_results(
    run: Run, setup: tracked.Setup, predictions: Predictions, evaluation: Evaluation, output: Path
) -> dict[str, float]:
    """Log metrics and, unless the run keeps numbers only, files; the metrics that are known."""
    metrics = all_metrics(predictions, evaluation)
    with tempfile.TemporaryDirectory() as name:
        result = tracked.Result(metrics, predictions.folds, _table(predictions, evaluation))
        if not run.light:
            predictions.last.save(Path(name))
            result = tracked.Result(
                metrics,
                predictions.folds,
                _table(predictions, evaluation),
                predictions.last.importance(),
                _figures(predictions, evaluation, setup.choices["market"]),
                Path(name),
            )
        tracked.log_result(run, setup, result, output)
    return tracked.known(metrics)


def _table(predictions: Predictions, evaluation: Evaluation) -> pl.DataFrame:
    """All out-of-fold predictions, warm-up and rows without an outcome included; the line where scored."""
    lines = evaluation.rows.select("game_id", "player_id", "line", "over_price", "under_price")
    return predictions.rows.join(lines, on=["game_id", "player_id"], how="left", maintain_order="left")


def _figures(predictions: Predictions, evaluation: Evaluation, market: str) -> dict[str, Figure]:
    figures = plots.residual_plots(evaluation.rows, predictions.folds, market)
    shares = plots.importance(predictions.last.importance())
    return figures if shares is None else {**figures, "feature_importance": shares}


def record(experiment: Experiment, result: Result) -> None:
    """Enter the finished job into the index, so that it is not run again."""
    uri = resolve_uri(experiment.tracking.uri)
    done = jobs.FinishedJob(
        result.job,
        result.run_id,
        uri,
        str(result.output.resolve()),
        result.metrics,
        light=_is_light(experiment),
    )
    jobs.record(Path(experiment.paths.outputs), done)


def find_finished(experiment: Experiment, job: str) -> Result | None:
    """The result of an earlier run of the same job, unless `force` asks for another."""
    if experiment.force:
        return None
    done = jobs.find(Path(experiment.paths.outputs), job, experiment.tracking.uri)
    if done is None:
        return None
    if done.light and not _is_light(experiment):
        log.info("this job is finished (%s), but its run kept numbers only; it is run in full", done.finished)
        return None
    log.info("this job is finished already (%s); force=true runs it again", done.finished)
    return Result(done.job, done.run_id, done.metrics, Path(done.folder))


def _is_light(experiment: Experiment) -> bool:
    return experiment.tracking.artifacts is Artifacts.light


def show_quality(experiment: Experiment, quality: QualityReport) -> None:
    """What was dropped or looks wrong in the data; runs that keep numbers only (sweeps) are spared."""
    if not quality.steps or _is_light(experiment):
        return
    from rich.console import Console

    Console().print(quality.render())


def show(experiment: Experiment, evaluation: Evaluation, stages: Stages) -> None:
    """The small table that a run ends with."""
    from rich.console import Console

    Console().print(summary_table(evaluation, experiment.availability.label))
    log.info("time: %s", stages.summary())


def show_places(experiment: Experiment, result: Result) -> None:
    """Where the results are, and how to open them."""
    log.info("run:    %s in %s", result.run_id, experiment.phase.experiment_name)
    log.info("files:  %s", result.output)
    log.info("open:   %s", ui_command(experiment.tracking.uri))
