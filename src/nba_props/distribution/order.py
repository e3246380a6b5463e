"""Distributions in time order: each fold's is fitted on the folds before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from nba_props.distribution.base import Distribution, FittedDistribution
from nba_props.distribution.predictive import Floats, Predictive
from nba_props.validation.predictions import Predictions


@dataclass(frozen=True)
class OutOfFold:
    """The distribution of every predicted player-game, and what the last fold's come from."""

    predictive: Predictive
    last: FittedDistribution


def in_order(rows: pl.DataFrame, folds: pl.DataFrame) -> Iterator[tuple[pl.Series, pl.Series]]:
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


def in_order_of_dates(rows: pl.DataFrame, folds: pl.DataFrame) -> Iterator[tuple[pl.Series, pl.Series]]:
    """For each date, earliest first, which rows are its own and which it may learn from: two masks [rows].

    As `in_order`, for what is fitted so quickly that it can be every day: those are the rows of all earlier
    dates, of the same fold too, since the predictions for these were made before their outcomes were known.
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
    """The distribution of every predicted player-game, warm-up folds included.

    Each fold's is fitted on what `in_order` lets it learn from. The first folds, which have too little before
    them, have what the distribution falls back to.

    Returns:
        One distribution for each row of `predictions.rows`, in its order, and the last fold's fit.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    parts = []
    for fitted, own in _fits(distribution, predictions):
        parts.append(fitted.predict(own))
    return OutOfFold(Predictive.concat(parts), fitted)


def out_of_fold_medians(distribution: Distribution, predictions: Predictions) -> Floats:
    """The medians of those distributions alone: [rows]. Errors likewise."""
    return np.concatenate([fitted.median(own) for fitted, own in _fits(distribution, predictions)])


def _fits(
    distribution: Distribution, predictions: Predictions
) -> Iterator[tuple[FittedDistribution, pl.DataFrame]]:
    """For each fold, earliest first, what its distributions come from, and its rows."""
    rows = predictions.rows
    numbers = rows.select(cs.numeric())  # names and dates tell a distribution nothing, and are slow to cut
    for own, past in in_order(rows, predictions.folds):
        yield distribution.fit(numbers.filter(past)), numbers.filter(own)
