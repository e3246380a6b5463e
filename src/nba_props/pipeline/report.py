"""The report of a run: what `nba_props.report` is given to show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nba_props.core import atomic
from nba_props.pipeline.job import Job
from nba_props.report.series.absences import days_since_absence
from nba_props.report.view import View

if TYPE_CHECKING:
    from nba_props.pipeline.outcome import Outcome


def view_of(job: Job, outcome: Outcome, run_id: str | None = None) -> View:
    """Everything that the report of a run shows.

    Args:
        job: what was run.
        outcome: what it came to.
        run_id: of the run that keeps it, if there is one.
    """
    betting, evaluation = outcome.betting, outcome.evaluation
    walked, screened = outcome.forecast.predictions, outcome.data.screened
    setup = job.setup()
    return View(
        title=setup.name,
        stat=job.experiment.market.name,
        facts=_facts(job, run_id, walked.tested),
        findings=outcome.findings,
        metrics=outcome.metrics,
        intervals=outcome.intervals,
        rows=_with_absences(evaluation.rows, outcome.data.tables.player_games),
        labels=job.experiment.labels,
        suspect_metrics=None if betting is None else betting.unfiltered.metrics,
        pool_weights=outcome.forecast.weights,
        folds=walked.folds,
        segments=evaluation.segments,
        betting_segments=None if betting is None else betting.segments,
        ledger=None if betting is None else betting.summary.ledger,
        band=None if betting is None else betting.summary.band,
        pending=outcome.pending,
        importance=walked.last.importance(),
        quality=outcome.data.tables.quality,
        screened=outcome.suspect_counts if screened.quotes.height else None,
        config=setup.settings(),
        preset_name=job.preset.title,
        preset=job.preset.settings(),
    )


def write_report(outcome: Outcome, path: str | Path) -> Path:
    """Write an outcome that no run keeps as one HTML page; its path."""
    from nba_props.report.render import render_report

    path = Path(path)
    page = render_report(view_of(Job(outcome.experiment), outcome))
    atomic.write_bytes(path, page.encode())
    return path


def _with_absences(rows: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """Add how long ago a team-mate's absence began, null where that is not known."""
    seasons = games.filter(pl.col("season").is_in(rows["season"].unique().implode()))
    who = ["date", "team", "player_id"]
    return rows.join(days_since_absence(seasons), on=who, how="left", maintain_order="left")


def _facts(job: Job, run_id: str | None, tested: tuple[dt.date, dt.date]) -> dict[str, str]:
    setup = job.setup()
    known = {
        "run": run_id,
        "what": setup.title if setup.name != setup.title else None,
        "experiment": job.experiment.phase.experiment_name if run_id else None,
        "job": job.id,
        "data": f"{setup.choices['data']}, {job.fingerprint}",
        "tested": "{} to {}".format(*tested),
        "commit": setup.tags().get("mlflow.source.git.commit"),
        "made": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    return {name: value for name, value in known.items() if value}
