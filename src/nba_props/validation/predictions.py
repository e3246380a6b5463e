"""What walking through the folds returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nba_props.model.base import FittedModel, QuantileFit
from nba_props.validation.base import Fold


def quantile_column(level: float) -> str:
    """Return the name of the column that holds a predicted quantile: `quantile_0.05`."""
    return f"quantile_{level:g}"


def quantile_columns(levels: Iterable[float], quantiles: np.ndarray) -> list[pl.Series]:
    """Predicted quantiles [rows, levels] as columns for `Predictions.rows`."""
    return [pl.Series(quantile_column(level), quantiles[:, j]) for j, level in enumerate(levels)]


@dataclass(frozen=True)
class FoldResult:
    """One fold, just predicted.

    Its model, the outcomes `y` (NaN where there is none) and predictions of its test rows, and what its fit
    took in seconds. `n_folds` is how many folds the walk has.

    Where quantiles are fitted too, `fitted_quantiles` predicted the `quantiles` [rows, levels] of the test
    rows.
    """

    fold: Fold
    n_folds: int
    fitted: FittedModel
    y: np.ndarray
    prediction: np.ndarray
    n_train: int
    seconds: float
    fitted_quantiles: QuantileFit | None = None
    quantiles: np.ndarray | None = None

    @cached_property
    def errors(self) -> np.ndarray:
        """Prediction less outcome of the rows that have one."""
        known = ~np.isnan(self.y)
        return np.asarray(self.prediction[known] - self.y[known])

    @property
    def mae(self) -> float | None:
        """Mean absolute error; None where no row has an outcome."""
        return float(np.abs(self.errors).mean()) if len(self.errors) else None

    @property
    def bias(self) -> float | None:
        """Mean of prediction less outcome; None where no row has an outcome."""
        return float(self.errors.mean()) if len(self.errors) else None


@dataclass(frozen=True)
class Predictions:
    """Out-of-fold predictions, one row per player-game of any fold, in canonical order.

    `rows` holds the columns of `Matrix.rows` (keys, `y`, `naive`, `past_minutes`, `past_possessions`) and
    `fold` (number), `warmup` (bool) and `prediction` (float64, the conditional mean); where quantiles
    were fitted, a column `quantile_<level>` for each (float64, as the model predicts them: they may cross).

    `folds` has a row per fold: `fold`, `warmup`, `train_from`, `train_until`, `test_from`, `test_until`,
    `n_train`, `n_test`, `mae`, `bias` (null where no row has an outcome), `seconds` (of fitting),
    and what the fits say of themselves (`FittedModel.figures`).

    `last` is the last fold's model and `train` the `y` and `prediction` of the rows it was fitted on.
    `last_quantiles` is the last fold's fit of the quantiles, if there is one. `fit_seconds` adds up all fits,
    those of quantiles included.
    """

    rows: pl.DataFrame
    folds: pl.DataFrame
    last: FittedModel
    train: pl.DataFrame
    last_quantiles: QuantileFit | None = None

    @property
    def fit_seconds(self) -> float:
        """Time spent in fitting, in seconds."""
        return float(self.folds["seconds"].sum())

    @property
    def tested(self) -> tuple[dt.date, dt.date]:
        """The first and the last date of the test folds, warm-up left out."""
        date = self.rows.filter(~pl.col("warmup"))["date"]
        first, last = date.min(), date.max()
        return first, last  # type: ignore[return-value]

    @property
    def scored(self) -> pl.DataFrame:
        """The rows that metrics are computed from: test folds, with an outcome."""
        return self.rows.filter(~pl.col("warmup") & pl.col("y").is_not_null())
