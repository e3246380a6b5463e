"""A small packaged model of each kind, and rows to ask it for."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import polars as pl

from nba_props.calibration.by_date import CalibrationByDate
from nba_props.pooling.by_date import PoolByDate
from nba_props.pooling.logit import LogitPool
from nba_props.serving.bundle import ModelBundle
from tests.contracts.test_calibrators import fitted as fitted_calibration
from tests.contracts.test_models import TRAIN, design, make
from tests.distribution.samples import make as make_distribution
from tests.distribution.samples import player_games

KINDS = [
    ("lightgbm", "residual"),
    ("lightgbm", "quantile"),
    ("xgboost", "quantile"),
    ("xgboost", "normal"),
    ("ridge", "negative_binomial"),
    ("ewma", "poisson"),
    ("ensemble", "normal"),
    ("two_stage", "residual"),
    ("correction", "residual"),
]
DAYS = [dt.date(2024, 3, 20), dt.date(2024, 3, 22)]
"""The calibration of lines changes on the second."""


@cache
def bundle(model: str = "lightgbm", distribution: str = "residual") -> ModelBundle:
    """Fits that have little to do with each other, but all that a served model is made of."""
    levels = list(make_distribution(distribution).quantile_levels)
    trainer = make(model).trainer(design(), TRAIN)
    return ModelBundle(
        trainer.fit(TRAIN),
        make_distribution(distribution).fit(player_games(distribution, 2000, seed=1)),
        CalibrationByDate(
            [str(day) for day in DAYS], [fitted_calibration("platt"), fitted_calibration("isotonic")]
        ),
        fitted_calibration("beta", slope=1.1, shift=0.1),
        trainer.fit_quantiles(TRAIN, levels) if levels else None,
        PoolByDate([str(day) for day in DAYS], [LogitPool(0, 0, 1), LogitPool(0.02, 0.3, 0.8)]),
        {"market": "pra", "job": "4f2a", "phase": "advanced"},
    )


@cache
def rows(n: int = 60) -> pl.DataFrame:
    """Rows of input with whole and half lines, some without a line, some of whose past is unknown."""
    rng = np.random.default_rng(5)
    table = pl.DataFrame(design().X[:n].astype(np.float64), schema=design().names)
    line = np.where(np.arange(n) % 7 == 0, np.nan, rng.integers(24, 60, n) / 2)
    std = np.where(np.arange(n) % 11 == 0, np.nan, rng.uniform(4, 12, n))
    return table.with_columns(
        past_minutes=pl.Series(rng.uniform(10, 38, n)),
        past_std=pl.Series(std),
        past_minutes_std=pl.Series(rng.uniform(2, 9, n)),
        line=pl.Series(line, nan_to_null=True),
    )
