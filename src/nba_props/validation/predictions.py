"""What walking through the folds returns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nba_props.model.base import FittedModel


@dataclass(frozen=True)
class Predictions:
    """Out-of-fold predictions, one row per player-game of any fold, in canonical order.

    `rows` holds the columns of `Matrix.rows` (keys, `y`, `naive`, `past_minutes`, `past_possessions`) and
    `fold` (number), `warmup` (bool) and `prediction` (float64, the conditional mean).

    `folds` has a row per fold: `fold`, `warmup`, `train_from`, `train_until`, `test_from`, `test_until`,
    `n_train`, `n_test`, `mae`, `bias`, `seconds` (of fitting).

    `last` is the last fold's model and `train` the `y` and `prediction` of the rows it was fitted on.
    `fit_seconds` adds up all fits.
    """

    rows: pl.DataFrame
    folds: pl.DataFrame
    last: FittedModel
    train: pl.DataFrame

    @property
    def fit_seconds(self) -> float:
        """Time spent in fitting, in seconds."""
        return float(self.folds["seconds"].sum())

    @property
    def scored(self) -> pl.DataFrame:
        """The rows that metrics are computed from: test folds, with an outcome."""
        return self.rows.filter(~pl.col("warmup") & pl.col("y").is_not_null())
