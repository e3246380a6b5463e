"""Where the model is good and where it is not: the same figures, cut by what was known before tip-off.

A segment by what happened in the game (minutes played, the final margin) would hand-pick its errors, so every
cut reads pregame columns and the past alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.catalogue import in_segments
from nba_props.evaluation.estimate import Estimate
from nba_props.evaluation.references import compare

STAR_MINUTES = 30.0
STAR_POSSESSIONS = 16.0
ROTATION_MINUTES = 16.0

RESAMPLES = 2_000
"""Resamples of each segment's bootstrap."""

SCHEMA = pl.Schema(
    {
        "segment": pl.String(),
        "value": pl.String(),
        "metric": pl.String(),
        "n": pl.Int64(),
        "figure": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
    }
)


def _tier() -> pl.Expr:
    minutes, possessions = pl.col("past_minutes"), pl.col("past_possessions")
    star = (minutes >= STAR_MINUTES) & (possessions >= STAR_POSSESSIONS)
    return (
        pl.when(minutes.is_null())
        .then(pl.lit("new"))
        .when(star)
        .then(pl.lit("stars"))
        .when(minutes >= ROTATION_MINUTES)
        .then(pl.lit("rotation"))
        .otherwise(pl.lit("bench"))
    )


def _opponent() -> pl.Expr:
    """Thirds of each season's player-games by what the opponent had allowed before, since levels drift."""
    allowed = pl.col("opponent_allowed")
    third = (allowed.rank("average") - 0.5) / allowed.count() * 3
    return (
        pl.when(third < 1)
        .then(pl.lit("strong"))
        .when(third < 2)
        .then(pl.lit("average"))
        .when(third >= 2)
        .then(pl.lit("weak"))
        .over("season")
    )


def _either(condition: pl.Expr, yes: str, no: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(yes)).when(~condition).then(pl.lit(no))


SEGMENTS: dict[str, pl.Expr] = {
    "tier": _tier(),
    "season": pl.col("season"),
    "venue": _either(pl.col("home"), "home", "away"),
    "back_to_back": _either(pl.col("team_rest_days").fill_null(99) == 1, "second_night", "rested"),
    "opponent": _opponent(),
    "line": _either(pl.col("line").is_not_null(), "quoted", "none"),
    "month": pl.col("date").dt.strftime("%Y-%m"),
}
"""The cuts by name; rows where one is null are in none of its values."""


def segment_frame(
    rows: pl.DataFrame, bootstrap: DateBootstrap, whole: Mapping[str, Estimate] | None = None
) -> pl.DataFrame:
    """Return metrics of every segment, one row each.

    `segment`, `value`, `metric`, `n`, `figure`, `low`, `high`.

    Args:
        rows: scored player-games with the columns of `Matrix.rows` and those that `compare` reads.
        bootstrap: resamples of a calendar that holds all their dates.
        whole: the figures of all rows, where they are known: a segment that holds them all has the same.

    Returns:
        In the order of `SEGMENTS`, values sorted by name; `n` counts the player-games behind a figure, `low`
        and `high` are the ends of its 95 % interval, null where it has none.
    """
    few = bootstrap.first(RESAMPLES)

    def figures(part: pl.DataFrame) -> Mapping[str, Estimate]:
        return whole if whole is not None and part.height == rows.height else compare(part, few)

    cut = rows.with_columns(expr.alias(f"__{name}") for name, expr in SEGMENTS.items())
    records = [
        (name, value, metric, figure.n, figure.value, *(figure.interval or (None, None)))
        for name in SEGMENTS
        for value in cut[f"__{name}"].drop_nulls().unique().sort()
        for metric, figure in _chosen(figures(cut.filter(pl.col(f"__{name}") == value))).items()
    ]
    return pl.DataFrame(records, SCHEMA, orient="row")


def segment_metrics(frame: pl.DataFrame) -> dict[str, float]:
    """Return figures of `segment_frame` as `segment/<name>/<value>/<metric>`, and `n_predictions` of each."""
    named = {_key(row["segment"], row["value"], row["metric"]): row["figure"] for row in frame.to_dicts()}
    counts = {
        _key(row["segment"], row["value"], "n_predictions"): float(row["n"])
        for row in frame.filter(pl.col("metric") == "val_mae").to_dicts()
    }
    return named | counts


def slug(text: str) -> str:
    """Return the text as a part of a metric name: letters, digits, `_`, `-` and `.`, everything else a `_`.

    A tracking store refuses names with `@ = [ +`.
    """
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip("_") or "none"


def _chosen(figures: Mapping[str, Estimate]) -> dict[str, Estimate]:
    return {name: figures[name] for name in in_segments() if name in figures}


def _key(segment: str, value: str, metric: str) -> str:
    return f"segment/{slug(segment)}/{slug(value)}/{metric}"
