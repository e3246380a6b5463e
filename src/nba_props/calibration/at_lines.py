"""Calibrating P(over) of quoted lines, in time order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.calibration.apply import calibrated_at_lines, over_if_decided
from nba_props.calibration.base import Calibration, FittedCalibration
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.core.arrays import Bools, Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.distribution.expanding import expanding_dates
from nba_props.errors import DataError, did_you_mean

NEEDED = ("fold", "date", *PLAYER_GAME, "line", "y", "p_over", "p_push")


@dataclass(frozen=True)
class CalibratedLines:
    """Quotes with calibrated probabilities, and the maps of each date and of the time after."""

    quotes: pl.DataFrame
    by_date: CalibrationByDate


def calibrate_lines(calibration: Calibration, quotes: pl.DataFrame, folds: pl.DataFrame) -> CalibratedLines:
    """Calibrate the quotes of each date by those of all earlier dates.

    A model is refitted as often as time allows, a map of a few numbers every day: until there is one there
    is nothing but the model's own word, and the first lines would have that for a whole fold. What is
    calibrated is P(over) among outcomes that are no push; see `calibrated_at_lines`.

    Args:
        quotes: `fold`, `date`, `game_id`, `player_id`, `line`, `y` (null where unknown), and `p_over` and
            `p_push` of the player-game's distribution at the line. One row per quote or per player-game; each
            player-game weighs the same.
        folds: `Predictions.folds`.

    Returns:
        The quotes with `p_over` and `p_under` calibrated, and `raw_p_over` as it was; and the maps of all
        quoted dates, of the day on which the last fold begins, and of the time after all of them.

    Raises:
        DataError: a column is missing.
    """
    missing = [name for name in NEEDED if name not in quotes.columns]
    if missing:
        raise DataError(f"calibration needs {missing[0]}; {did_you_mean(missing[0], quotes.columns)}")
    p_over, p_push = quotes["p_over"].to_numpy(), quotes["p_push"].to_numpy()
    p, came_true, weight = over_if_decided(p_over, p_push), _outcomes(quotes), _weights(quotes)

    def learnt(before: Bools) -> FittedCalibration:
        return calibration.fit(p[before], came_true[before], weight[before], prior=calibration.prior)

    until: dt.date = folds["train_until"][-1]
    maps = {until: learnt((quotes["date"] < until).to_numpy())}
    over, under = np.full(len(p), np.nan), np.full(len(p), np.nan)
    for own, past in expanding_dates(quotes, folds):
        now, fitted = own.to_numpy(), learnt(past.to_numpy())
        over[now], under[now] = calibrated_at_lines(fitted, p_over[now], p_push[now])
        maps[quotes.filter(own)["date"][0]] = fitted
    priced = quotes.with_columns(
        pl.col("p_over").alias("raw_p_over"),
        pl.Series("p_over", over, nan_to_null=True),
        pl.Series("p_under", under, nan_to_null=True),
    )
    maps[max(maps) + dt.timedelta(days=1)] = learnt(np.ones(len(p), dtype=np.bool_))
    since = sorted(maps)
    return CalibratedLines(
        priced, CalibrationByDate([str(day) for day in since], [maps[day] for day in since])
    )


def _outcomes(quotes: pl.DataFrame) -> Floats:
    """1 over, 0 under, NaN for pushes and unknown outcomes."""
    over = pl.when(pl.col("y") != pl.col("line")).then((pl.col("y") > pl.col("line")).cast(pl.Float64))
    return quotes.select(over.fill_null(float("nan"))).to_series().to_numpy()


def _weights(quotes: pl.DataFrame) -> Floats:
    """Return the quotes of a player-game share a weight of 1."""
    return quotes.select(1.0 / pl.len().over(PLAYER_GAME)).to_series().to_numpy()
