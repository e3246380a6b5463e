"""Outcomes and errors at each level of what was predicted."""

from __future__ import annotations

import polars as pl

from nba_props.evaluation.bootstrap import DateBootstrap

LEVELS = 15
"""Levels at most, of about equal numbers of player-games: those that are equal are of one level."""
RESAMPLES = 2_000


def by_level(rows: pl.DataFrame, column: str, figures: list[pl.Expr]) -> pl.DataFrame:
    """One row for each of `LEVELS` groups by a column: `level`, its mean there, and the figures."""
    table = _levelled(rows, column).group_by("__level").agg(pl.col(column).mean().alias("level"), *figures)
    return table.filter(pl.col("level").is_finite()).sort("__level").drop("__level")


def mean_by_level(rows: pl.DataFrame, column: str, value: pl.Expr, seed: int = 0) -> pl.DataFrame:
    """Return the mean of a value at each level of a column, see `by_level`, with intervals over dates.

    Args:
        rows: player-games with the column, finite, and where known `date`.
        column: of predictions.
        value: what is averaged.
        seed: of the bootstrap over dates.

    Returns:
        `level`, `mean`, and the ends `low` and `high` of its 95 % interval, null where there is none.
    """
    table = by_level(rows, column, [value.mean().alias("mean")])
    if "date" not in rows.columns:
        return table.with_columns(pl.lit(None, pl.Float64).alias(end) for end in ("low", "high"))
    parts = _levelled(rows.with_columns(value.alias("__value")), column).partition_by("__level", as_dict=True)
    bootstrap = DateBootstrap.of(rows["date"].to_numpy(), seed, RESAMPLES)
    ends = [
        bootstrap.mean(part["date"].to_numpy(), part["__value"].to_numpy()) or (None, None)
        for _, part in sorted(parts.items())
    ]
    return table.hstack(pl.DataFrame(ends, {"low": pl.Float64, "high": pl.Float64}, orient="row"))


def _levelled(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.with_columns(((pl.col(column).rank("average") - 1) * LEVELS // pl.len()).alias("__level"))
