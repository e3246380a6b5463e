"""A simulated league, predicted out of fold by a cheap model, with all that distributions read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.distribution.predictive import Floats
from nba_props.distribution.quantile import Quantile, quantile_columns
from nba_props.features.history import History
from nba_props.features.matrix import Matrix, build_matrix
from nba_props.model.ridge import Ridge
from nba_props.validation.predictions import Predictions


@cache
def demo() -> Dataset:
    """Two seasons."""
    from nba_props.data.demo.league import DemoLeague

    return DemoLeague(seasons=2).load(1)


@cache
def predicted_league() -> Predictions:
    """The second season, predicted fortnight by fortnight, with quantiles of a fit on the first."""
    from nba_props.features.block.ewm import Ewm
    from nba_props.features.selection import Selection
    from nba_props.market import Market
    from nba_props.validation.calendar import Calendar
    from nba_props.validation.walk import walk_forward
    from nba_props.validation.walk_forward import WalkForward

    data, market = demo(), Market("pra", ["points", "rebounds", "assists"])
    matrix = build_matrix(data, market, {"ewm": Ewm()})
    spreads = History.of(data.player_games, market).by("player_id").latest(
        pl.col("pra").rolling_std(20, min_samples=5).alias("past_std"),
        pl.col("minutes").rolling_std(20, min_samples=5).alias("past_minutes_std"),
    )  # fmt: skip
    rows = pl.concat([matrix.rows.drop(spreads.columns, strict=False), spreads], how="horizontal")
    matrix = Matrix(rows, matrix.X)
    folds = WalkForward(refit_days=14, warmup=2).folds(Calendar.of(matrix.rows))
    walked = walk_forward(matrix, folds, Ridge(), Selection(), seed=1, threads=1)
    first = walked.rows["date"].min()
    quantiles = _quantiles(matrix, int((matrix.rows["date"] < first).sum()), walked.rows.height)
    return replace(walked, rows=walked.rows.with_columns(quantile_columns(Quantile().levels, quantiles)))


def _quantiles(matrix: Matrix, before: int, count: int) -> Floats:
    """Quantiles by LightGBM, fitted on the rows before the first fold, for those of the folds."""
    import lightgbm as lgb

    X, y = matrix.values(), matrix.y
    rows = np.flatnonzero(~np.isnan(y[:before]))
    params = {"objective": "quantile", "num_leaves": 8, "learning_rate": 0.2, "num_threads": 1,
              "verbosity": -1, "max_bin": 31, "deterministic": True, "force_col_wise": True}  # fmt: skip
    data = lgb.Dataset(X[rows], label=y[rows], free_raw_data=False)
    fits = [lgb.train({**params, "alpha": level}, data, num_boost_round=25) for level in Quantile().levels]
    return np.column_stack([np.asarray(fit.predict(X[before : before + count])) for fit in fits])
