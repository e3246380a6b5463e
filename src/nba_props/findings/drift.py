"""How far the test rows are from the training rows, feature by feature."""

from __future__ import annotations

import polars as pl

SCHEMA = pl.Schema(
    {
        "feature": pl.String(),
        "train_mean": pl.Float64(),
        "test_mean": pl.Float64(),
        "shift": pl.Float64(),
        "train_missing": pl.Float64(),
        "test_missing": pl.Float64(),
    }
)


def drift(train: pl.DataFrame, test: pl.DataFrame) -> pl.DataFrame:
    """Compare two sets of rows, column by column.

    Args:
        train: features, and the outcome if that should be compared too, of the rows fitted on, numeric.
        test: the same columns of the rows predicted.

    Returns:
        One row per column, the largest shift first: `feature`, `train_mean`, `test_mean`, `shift` (the
        difference of the means in standard deviations: the root of the mean of both variances; null where
        neither varies or one side has no values), `train_missing`, `test_missing` (shares, nulls and NaN).
        Source of `shift`: the normalized difference of Imbens and Rubin, Causal Inference, 2015, chapter 14.
    """
    sides = (_summary(train, "train"), _summary(test, "test"))
    joined = sides[0].join(sides[1], on="feature", maintain_order="left")
    spread = ((pl.col("train_variance") + pl.col("test_variance")) / 2).sqrt()
    shift = (pl.col("test_mean") - pl.col("train_mean")) / spread
    shown = joined.with_columns(shift=pl.when(spread > 0).then(shift)).select(SCHEMA.names()).cast(SCHEMA)
    return shown.sort(pl.col("shift").abs(), "feature", descending=[True, False], nulls_last=True)


def _summary(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    """One row per column: `feature`, and mean, variance and share of missing values of the side."""
    values = pl.all().cast(pl.Float64).fill_nan(None)
    figures = {
        f"{side}_mean": values.mean(),
        f"{side}_variance": values.var(),
        f"{side}_missing": values.null_count() / pl.len(),
    }
    # Expressions, not a cast frame: a wide matrix is never in memory twice.
    columns = {name: frame.select(figure).row(0) for name, figure in figures.items()}
    return pl.DataFrame(
        {"feature": frame.columns, **columns},
        dict.fromkeys(("feature", *columns), pl.Float64) | {"feature": pl.String},
    )
