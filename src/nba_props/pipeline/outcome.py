"""What a run comes to: its figures and bets, and the findings that say what may be believed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.evaluate import Evaluation
from nba_props.evaluation.references import join_lines
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix
from nba_props.findings.base import Finding, check_all
from nba_props.findings.drift import drift
from nba_props.findings.evidence import Evidence
from nba_props.findings.night import NightInputs
from nba_props.ledger.pending import pending_bets
from nba_props.pipeline.betting import Betting
from nba_props.pipeline.forecast import PointForecast
from nba_props.pipeline.market_data import MarketData
from nba_props.validation.predictions import Predictions

if TYPE_CHECKING:
    from pathlib import Path


def _unchanged(table: pl.DataFrame) -> pl.DataFrame:
    return table


@dataclass(frozen=True)
class Outcome:
    """Everything that an experiment comes to on its data.

    `forecast` holds the out-of-fold predictions, with distributions (`Forecast`) where the scope asks for
    them. `betting` is None where no book quotes the market, or the scope holds no bets. `findings` has one
    for each check of a full run.
    """

    experiment: Experiment
    data: MarketData
    matrix: Matrix
    forecast: PointForecast
    betting: Betting | None
    evaluation: Evaluation
    findings: list[Finding] = field(default_factory=list)
    to_caller: Callable[[pl.DataFrame], Any] = field(default=_unchanged, repr=False)
    """Turns a table into a frame of the library of whoever asked."""

    @cached_property
    def metrics(self) -> dict[str, float]:
        """All metrics by name: of evaluation, bets and segments, and the size and cost of the model."""
        walked = self.forecast.predictions
        found = {"n_features": float(len(walked.last.names)), "training_time": walked.fit_seconds}
        if walked.last.n_estimators is not None:
            found["n_estimators"] = float(walked.last.n_estimators)
        return found | headline(self.evaluation, self.betting) | self.evaluation.segment_metrics

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """The 95 % intervals of metrics by name."""
        return all_intervals(self.evaluation, self.betting)

    @property
    def predictions(self) -> Any:  # noqa: ANN401
        """The out-of-fold predictions, as a frame of the caller's library."""
        return self.to_caller(self.predictions_table)

    @property
    def ledger(self) -> Any:  # noqa: ANN401
        """The bets, one row each, as a frame of the caller's library; None without quotes of the market."""
        return None if self.betting is None else self.to_caller(self.betting.summary.ledger)

    @cached_property
    def predictions_table(self) -> pl.DataFrame:
        """All out-of-fold predictions, those of warm-up and without an outcome too; lines in test folds."""
        rows = self.forecast.predictions.rows
        tested = rows.filter(~pl.col("warmup")).select(PLAYER_GAME)
        known = join_lines(tested, self.forecast.price(self.data.lines))
        return rows.join(known, on=PLAYER_GAME, how="left", maintain_order="left")

    @cached_property
    def pending(self) -> pl.DataFrame | None:
        """The bets on games to come, with names; None without quotes of the market."""
        if self.betting is None:
            return None
        return pending_bets(self.betting.summary.ledger, self.data.tables.player_games)

    @cached_property
    def suspect_counts(self) -> dict[str, int]:
        """Suspect quotes of the market that is bet on, by reason."""
        return self.data.screened.counts(self.experiment.market.name)

    @cached_property
    def kept_out(self) -> dict[str, int]:
        """Those of the dates that are bet on."""
        dates = self.forecast.predictions.rows.filter(~pl.col("warmup"))["date"].unique()
        if self.betting is not None and self.betting.tuned is not None:
            dates = dates.filter(dates > self.betting.tuned.until)
        return self.data.screened.counts(self.experiment.market.name, dates)

    def report(self, path: str | Path) -> Path:
        """Write the outcome as one HTML page that needs nothing else, and return its path."""
        from nba_props.pipeline.report import write_report

        return write_report(self, path)

    def _repr_html_(self) -> str:
        """Show verdict, headline figures and findings in a notebook."""
        from nba_props.report.notebook import summary_html

        return summary_html(self.metrics, self.intervals, self.findings)


def headline(evaluation: Evaluation, betting: Betting | None) -> dict[str, float]:
    """Return the metrics of predictions and bets, segments excluded."""
    return evaluation.metrics | ({} if betting is None else betting.metrics)


def all_intervals(evaluation: Evaluation, betting: Betting | None) -> dict[str, Interval]:
    """Return the 95 % intervals of predictions and bets."""
    return evaluation.intervals | ({} if betting is None else betting.summary.intervals)


def assess(outcome: Outcome, trials: int = 1) -> list[Finding]:
    """Put every check to an outcome.

    Args:
        outcome: everything that was computed, its findings left out.
        trials: how many runs this one was chosen from, itself included.
    """
    experiment, data, screened = outcome.experiment, outcome.data, outcome.data.screened
    quoted, weight = screened.quotes.height > 0, outcome.forecast.weight
    evidence = Evidence(
        metrics=headline(outcome.evaluation, outcome.betting),
        intervals=outcome.intervals,
        lineup_label=experiment.availability.label,
        rows=outcome.evaluation.rows,
        ledger=None if outcome.betting is None else outcome.betting.summary.ledger,
        quality=data.tables.quality,
        wrong_feeds=screened.wrong_feeds if quoted else None,
        screened=outcome.kept_out if quoted else None,
        drift=train_test_drift(outcome.matrix, outcome.forecast.predictions),
        n_trials=trials,
        objective=experiment.objective,
        market=experiment.market.name,
        lines_by_market=dict(data.tables.prop_lines.group_by("market").len().iter_rows()),
        pooled=None if weight is None else int(weight.player_games),
        night=_games_to_come(outcome),
    )
    return check_all(evidence)


def _games_to_come(outcome: Outcome) -> NightInputs | None:
    """Return what is known of the last day with a pending bet; None without any."""
    if outcome.pending is None or outcome.pending.is_empty():
        return None
    night: dt.date = outcome.pending["date"].max()  # type: ignore[assignment]
    logged = outcome.matrix.rows.filter(pl.col("y").is_not_null())["date"].max()
    return NightInputs(night=night, last_logged=logged if isinstance(logged, dt.date) else None)


def train_test_drift(matrix: Matrix, predictions: Predictions) -> pl.DataFrame:
    """How far the test rows are from those that the first test fold was fitted on, by feature and outcome."""
    first = predictions.folds.filter(~pl.col("warmup")).row(0, named=True)
    date, known = matrix.rows["date"], matrix.rows["y"].is_not_null()
    columns = matrix.X.with_columns(y=matrix.rows["y"])
    train = known & (date >= first["train_from"]) & (date < first["train_until"])
    test = known & date.is_between(*predictions.tested)
    return drift(columns.filter(train), columns.filter(test))
