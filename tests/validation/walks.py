"""A matrix of sixty dates, and walks through it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from nba_props.features.matrix import Matrix
from nba_props.features.selection import FeatureSelection
from nba_props.model.base import Model
from nba_props.model.ridge import Ridge
from nba_props.validation.calendar import Calendar
from nba_props.validation.predictions import Predictions
from nba_props.validation.walk import OnFold, walk_forward
from nba_props.validation.walk_forward import WalkForward

DAYS, A_DAY, START = 60, 20, dt.date(2023, 11, 1)
SCHEME = WalkForward(first_test="2023-12-12", refit_days=7, warmup=2)
NONE = FeatureSelection()


@cache
def matrix(features: int = 6) -> Matrix:
    """60 dates of 20 rows; `x0` and `x1` tell the outcome; some rows, and all of the last date, have none."""
    rng = np.random.default_rng(1)
    n = DAYS * A_DAY
    X = rng.normal(size=(n, features)).astype(np.float32)
    y = 20 + 5 * X[:, 0] + 3 * X[:, 1] + rng.normal(size=n)
    y[rng.choice(n, 30, replace=False)] = np.nan
    y[-A_DAY:] = np.nan
    minutes = np.where(np.isnan(y), np.nan, rng.uniform(10, 40, n))
    dates = [START + dt.timedelta(days=i // A_DAY) for i in range(n)]
    rows = pl.DataFrame(
        {"season": "2023-24", "date": dates, "player_id": range(n), "y": y, "minutes": minutes}
    )
    rows = rows.with_columns(pl.col("y", "minutes").fill_nan(None), naive=20.0)
    return Matrix(rows, pl.DataFrame(X, schema=[f"x{i}" for i in range(features)]))


def walk(
    model: Model | None = None,
    selection: FeatureSelection = NONE,
    data: Matrix | None = None,
    *,
    levels: Sequence[float] = (),
    on_fold: OnFold | None = None,
    threads: int = 1,
    **fields: Any,
) -> Predictions:
    data = data or matrix()
    folds = replace(SCHEME, **fields).plan(Calendar.of(data.rows))
    return walk_forward(
        data, folds, model or Ridge(), selection, seed=1, threads=threads, levels=levels, on_fold=on_fold
    )


def spoilt(cut: dt.date) -> Matrix:
    """The matrix with other features and outcomes from a date on."""
    later = pl.col("date") >= cut
    played = [pl.col(name).is_not_null() for name in ("y", "minutes")]
    rows = matrix().rows.with_columns(
        pl.when(later & played[0]).then(1e6).otherwise("y").alias("y"),
        pl.when(later & played[1]).then(1.0).otherwise("minutes").alias("minutes"),
    )
    X = matrix().X.with_columns(
        pl.when(rows["date"] >= cut).then(-7.0).otherwise(pl.all()).cast(pl.Float32).name.keep()
    )
    return Matrix(rows, X)
