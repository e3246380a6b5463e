"""A simulated league, predicted out of fold by a small model, with all that distributions read."""

from __future__ import annotations

from functools import cache

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.distribution.quantile import Quantile
from nba_props.features.history import History
from nba_props.features.matrix import Matrix, build_matrix
from nba_props.model.lightgbm import LightGBM
from nba_props.validation.predictions import Predictions


@cache
def demo() -> Dataset:
    """Two seasons."""
    from nba_props.data.demo.league import DemoLeague

    return DemoLeague(seasons=2).load(1)


@cache
def predicted_league() -> Predictions:
    """The second season, predicted fortnight by fortnight, with quantiles."""
    from nba_props.features.block.ewm import Ewm
    from nba_props.features.selection import FeatureSelection
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
    model = LightGBM(
        n_estimators=25,
        quantile_estimators=25,
        num_leaves=8,
        learning_rate=0.2,
        colsample_bytree=1,
        max_bin=31,
    )
    levels = Quantile().levels
    return walk_forward(matrix, folds, model, FeatureSelection(), seed=1, threads=1, levels=levels)
