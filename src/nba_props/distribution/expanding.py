"""Distributions in time order: each fold's is fitted on the folds before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from nba_props.core.arrays import Floats
from nba_props.distribution.base import Distribution, FittedDistribution
from nba_props.distribution.predictive import Predictive
from nba_props.validation.predictions import Predictions


@dataclass(frozen=True)
class OutOfFold:
    """The distribution of every predicted player-game, and what the last fold's come from."""

    predictive: Predictive
    last: FittedDistribution


def expanding_folds(rows: pl.DataFrame, folds: pl.DataFrame) -> Iterator[tuple[pl.Series, pl.Series]]:
    """For each fold, earliest first, which rows are its own and which it may learn from: two masks [rows].

    Those are the rows of earlier folds, warm-up included, of dates that the fold's model could be trained on
    too, so that an embargo holds here as well.

    Args:
        rows: with `fold` and `date`.
        folds: `Predictions.folds`.
    """
    fold, date = rows["fold"], rows["date"]
    for number, until in folds.select("fold", "train_until").iter_rows():
        yield fold == number, (fold < number) & (date < until)


def expanding_dates(rows: pl.DataFrame, folds: pl.DataFrame) -> Iterator[tuple[pl.Series, pl.Series]]:
    """For each date, earliest first, which rows are its own and which it may learn from: two masks [rows].

    As `expanding_folds`, for what is fitted so quickly that it can be every day: those are the rows of all
    earlier dates, of the same fold too, since the predictions for these were made before their outcomes were
    known.
    An embargo holds: a date learns from those as long before it as its fold's training ends before its test.

    Args:
        rows: with `fold` and `date`.
        folds: `Predictions.folds`.
    """
    date = rows["date"]
    apart = folds.select("fold", wait=pl.col("test_from") - pl.col("train_until"))
    days = rows.select("fold", "date").unique().join(apart, on="fold").sort("date")
    for day, wait in days.select("date", "wait").iter_rows():
        yield date == day, date < day - wait


def out_of_fold(distribution: Distribution, predictions: Predictions) -> OutOfFold:
    """Return the distribution of every predicted player-game, warm-up folds included.

    Each fold's is fitted on what `expanding_folds` lets it learn from. The first folds, which have too little
    before them, have what the distribution falls back to.

    Returns:
        One distribution for each row of `predictions.rows`, in its order, and the last fold's fit.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    rows = _numbers(predictions)
    parts = []
    for own, past in expanding_folds(predictions.rows, predictions.folds):
        fitted = distribution.fit(rows.filter(past))
        parts.append(fitted.predict(rows.filter(own)))
    return OutOfFold(Predictive.concat(parts), fitted)


def out_of_fold_medians(distribution: Distribution, predictions: Predictions) -> Floats:
    """Return the medians of those distributions alone: [rows], NaN in warm-up folds, which enter no metric.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    rows, warmups = _numbers(predictions), predictions.folds["warmup"]
    found = np.full(rows.height, np.nan)
    for (own, past), warmup in zip(
        expanding_folds(predictions.rows, predictions.folds), warmups, strict=True
    ):
        if not warmup:
            found[own.to_numpy()] = distribution.fit(rows.filter(past)).median(rows.filter(own))
    return found


def _numbers(predictions: Predictions) -> pl.DataFrame:
    """Return the rows without names and dates, which tell a distribution nothing and are slow to cut."""
    return predictions.rows.select(cs.numeric())
