"""What a run came to: its figures and bets, and the findings that say what may be believed of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.evaluate import Evaluation
from nba_props.features.matrix import Matrix
from nba_props.findings.base import Finding, check_all
from nba_props.findings.drift import drift
from nba_props.findings.evidence import Evidence
from nba_props.pipeline.betting import Betting
from nba_props.pipeline.forecast import Forecast
from nba_props.pricing.screened import Screened
from nba_props.validation.predictions import Predictions


@dataclass(frozen=True)
class Outcome:
    """Everything that a run has found.

    `predictions` are the out-of-fold ones with what their distributions say. `forecast` is None in a trial
    that needs no probabilities at the lines, `betting` also where no book quotes the market.
    """

    predictions: Predictions
    forecast: Forecast | None
    screened: Screened
    betting: Betting | None
    evaluation: Evaluation
    findings: list[Finding]

    @cached_property
    def metrics(self) -> dict[str, float]:
        """All metrics by name: of evaluation, bets and segments, and the size and cost of the model."""
        model = self.predictions.last
        found = {"n_features": float(len(model.names)), "training_time": self.predictions.fit_seconds}
        if model.n_estimators is not None:
            found["n_estimators"] = float(model.n_estimators)
        return found | headline(self.evaluation, self.betting) | self.evaluation.segment_metrics

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """The 95 % intervals of metrics by name."""
        return all_intervals(self.evaluation, self.betting)


def headline(evaluation: Evaluation, betting: Betting | None) -> dict[str, float]:
    """The metrics of predictions and bets, segments excluded."""
    return evaluation.metrics | ({} if betting is None else betting.metrics)


def all_intervals(evaluation: Evaluation, betting: Betting | None) -> dict[str, Interval]:
    """The 95 % intervals of predictions and bets."""
    return evaluation.intervals | ({} if betting is None else betting.account.intervals)


def judge(
    evaluation: Evaluation,
    betting: Betting | None,
    screened: Screened,
    matrix: Matrix,
    predictions: Predictions,
    *,
    quality: QualityReport,
    lineup_label: str | None,
    trials: int = 1,
    objective: str | None = None,
) -> list[Finding]:
    """What every check says of the run.

    Args:
        evaluation, betting, screened: the figures, the bets, and what is known of the quotes.
        matrix, predictions: for the drift between training and test rows.
        quality: the data-quality report.
        lineup_label: how lineups were known, where that needs saying.
        trials: how many runs this one was chosen from, itself included.
        objective: by which metrics.
    """
    quoted = screened.quotes.height > 0
    evidence = Evidence(
        metrics=headline(evaluation, betting),
        intervals=all_intervals(evaluation, betting),
        lineup_label=lineup_label,
        rows=evaluation.rows,
        ledger=None if betting is None else betting.account.ledger,
        quality=quality,
        wrong_feeds=screened.wrong_feeds if quoted else None,
        screened=screened.counts if quoted else None,
        drift=train_test_drift(matrix, predictions),
        n_trials=trials,
        objective=objective,
    )
    return check_all(evidence)


def train_test_drift(matrix: Matrix, predictions: Predictions) -> pl.DataFrame:
    """How far the test rows are from those that the first test fold was fitted on, by feature and outcome."""
    first = predictions.folds.filter(~pl.col("warmup")).row(0, named=True)
    last: dt.date = predictions.folds["test_until"].max()  # type: ignore[assignment]
    date, known = matrix.rows["date"], matrix.rows["y"].is_not_null()
    columns = matrix.X.with_columns(y=matrix.rows["y"])
    train = known & (date >= first["train_from"]) & (date < first["train_until"])
    test = known & (date >= first["test_from"]) & (date < last)
    return drift(columns.filter(train), columns.filter(test))
