"""Distributions in time order: each fold's is fitted on the folds before it."""

from __future__ import annotations

import polars as pl

from nba_props.distribution.base import Distribution
from nba_props.distribution.predictive import Predictive
from nba_props.validation.predictions import Predictions


def out_of_fold(distribution: Distribution, predictions: Predictions) -> Predictive:
    """The distribution of every predicted player-game, warm-up folds included.

    A fold's distribution is fitted on the out-of-fold predictions of all earlier folds, of dates that the
    fold's model could be trained on too (so an embargo holds here as well). The first folds, which have too
    little before them, have what the distribution falls back to.

    Returns:
        One row for each row of `predictions.rows`, in its order.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    rows = predictions.rows
    parts = []
    for number, until in predictions.folds.select("fold", "train_until").iter_rows():
        past = rows.filter((pl.col("fold") < number) & (pl.col("date") < until))
        parts.append(distribution.fit(past).predict(rows.filter(pl.col("fold") == number)))
    return Predictive.concat(parts)
