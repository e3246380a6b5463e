"""From out-of-fold predictions to the figures of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from nba_props.evaluation import catalogue
from nba_props.evaluation.bootstrap import RESAMPLES, DateBootstrap, Interval
from nba_props.evaluation.estimate import Estimate
from nba_props.evaluation.metrics import regression_metrics
from nba_props.evaluation.references import compare, fill_naive, join_lines
from nba_props.evaluation.segments import segment_frame, segment_metrics
from nba_props.pooling.base import Weight
from nba_props.validation.predictions import Predictions

TABLE = (
    ("all", "model", "val_"),
    ("all", "naive", "naive_"),
    ("priced", "model", "priced_"),
    ("priced", "naive", "priced_naive_"),
    ("priced", "line", "line_"),
)


@dataclass(frozen=True)
class TableRow:
    """One predictor on one set of player-games: `over` is `all` or `priced`, `who` model, naive or line."""

    over: str
    who: str
    mae: float
    interval: Interval | None
    bias: float
    n: int


@dataclass(frozen=True)
class Evaluation:
    """The figures of a run (see docs/reference/metrics.md).

    `metrics` holds what is logged, by name, segments excluded; `intervals` the 95 % intervals of those that
    have one; `segments` a row per segment, value and metric; `table` the rows of the terminal's table; `rows`
    the scored player-games with `naive` filled and what is known of their lines joined.
    """

    metrics: dict[str, float]
    intervals: dict[str, Interval]
    segments: pl.DataFrame
    table: list[TableRow]
    rows: pl.DataFrame

    @property
    def segment_metrics(self) -> dict[str, float]:
        """The figures of the segments as `segment/<name>/<value>/<metric>`."""
        return segment_metrics(self.segments)


def evaluate(
    predictions: Predictions,
    lines: pl.DataFrame | None,
    seed: int,
    brief: bool = False,
    weight: Weight | None = None,
) -> Evaluation:
    """Judge out-of-fold predictions beside the naive mean and the books' line, on the same rows.

    Args:
        predictions: of all folds, as `nba_props.pipeline.forecast` describes them (`crps` may be missing);
            warm-up folds and rows without an outcome enter no figure.
        lines: at most one line per player-game: `game_id`, `player_id` and `references.LINE_COLUMNS`.
        seed: of the bootstrap.
        brief: the figures alone, without intervals and segments.
        weight: the model's weight in the pool with the price, where it was learnt.

    Raises:
        DataError: a player-game has more than one line.
    """
    rows = _scored(predictions, lines)
    bootstrap = DateBootstrap.of(rows["date"].to_numpy(), seed, 0 if brief else RESAMPLES)
    compared = compare(rows, bootstrap)
    figures = compared | _pooled(weight)
    return Evaluation(
        metrics=_counts(rows) | _train(predictions) | _named(figures),
        intervals={name: f.interval for name, f in figures.items() if f.interval is not None},
        segments=segment_frame(rows.clear() if brief else rows, bootstrap, compared),
        table=_table(figures),
        rows=rows,
    )


def _scored(predictions: Predictions, lines: pl.DataFrame | None) -> pl.DataFrame:
    """Return the scored rows with their references."""
    mean = predictions.train["y"].mean()
    filled = fill_naive(predictions.rows, float(mean) if isinstance(mean, int | float) else None)
    return join_lines(replace(predictions, rows=filled).scored, lines)


def _counts(rows: pl.DataFrame) -> dict[str, float]:
    return {"n_predictions": float(rows.height), "n_priced": float(rows["line"].count())}


def _train(predictions: Predictions) -> dict[str, float]:
    """`train_*`: the last fold's model on the rows it was fitted on, where its bias says nothing."""
    known = predictions.train.drop_nulls("y")
    values = regression_metrics(known["y"].to_numpy(), known["prediction"].to_numpy(), "train_")
    return {name: value for name, value in values.items() if name != "train_bias"}


def _named(figures: dict[str, Estimate]) -> dict[str, float]:
    named = {name: figure.value for name, figure in figures.items()}
    for name in catalogue.with_ends():
        if name in figures and (interval := figures[name].interval) is not None:
            named[f"{name}_low"], named[f"{name}_high"] = interval
    return named


def _pooled(weight: Weight | None) -> dict[str, Estimate]:
    if weight is None:
        return {}
    ends = (weight.low, weight.high)
    return {"pool_weight": Estimate(weight.value, int(weight.player_games), ends)}


def _table(figures: dict[str, Estimate]) -> list[TableRow]:
    return [
        TableRow(over, who, error.value, error.interval, figures[f"{prefix}bias"].value, error.n)
        for over, who, prefix in TABLE
        if (error := figures.get(f"{prefix}mae")) is not None
    ]
