"""A simulated season, models fitted up to a night of it, and backtests that know the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from nba_props.configuration import compose
from nba_props.data.dataset import Dataset
from nba_props.evaluation.scope import RunScope
from nba_props.experiment import Experiment
from nba_props.live.picks.as_of import as_of
from nba_props.live.picks.model import NightModel
from nba_props.pipeline.compute import compute
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.model_bundle import bundle_from
from nba_props.serving import package
from tests.simulated import one_market

QUICK = (
    "data.seasons=1",
    "model=ridge",
    "validation.first_test='2024-03-01'",
    "validation.warmup=2",
    "features.prove=false",
)
"""Folds of a week: one begins on the 15th of March."""
NIGHT = dt.date(2024, 3, 15)


@cache
def tables() -> Dataset:
    """The season, whole."""
    with one_market():
        experiment = compose.load([*QUICK])
        return experiment.source.load(experiment.seed)


def before_tip_off(night: dt.date = NIGHT) -> dt.datetime:
    """A minute before the first game of a night."""
    tips = tables().prop_lines.filter(pl.col("date") == night)["tip_off"]
    first = tips.min()
    assert isinstance(first, dt.datetime)
    return first - dt.timedelta(minutes=1)


def backtest(experiment: Experiment, data: Dataset) -> tuple[MarketData, Forecast]:
    """Return a forecast of all folds, with the prices that it was made of."""
    market_data = MarketData.of(experiment, data)
    forecast = compute(experiment, market_data, RunScope.PROBABILITIES).forecast
    assert isinstance(forecast, Forecast)
    return market_data, forecast


@cache
def model(overrides: Sequence[str] = (), night: dt.date = NIGHT) -> NightModel:
    """Return a model fitted on what was known before a night, as it comes back from its files."""
    experiment = compose.load([*QUICK, *overrides])
    _, forecast = backtest(experiment, as_of(tables(), before_tip_off(night)))
    with TemporaryDirectory() as folder:
        bundle = package.load(package.package(Path(folder), bundle_from(forecast, {"market": "pra"})))
    return NightModel("nba_props_pra", "1", "4f2a" * 8, experiment, bundle, {"betting_roi_high": 0.05})
