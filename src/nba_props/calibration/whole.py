"""Calibrating whole distributions, in time order, where there are no lines to do it by."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.calibration.base import Calibration, FittedCalibration, Floats
from nba_props.distribution.order import in_order
from nba_props.distribution.predictive import Integers, Predictive
from nba_props.errors import NBAPropsError

LEVELS = 1 / (1 + np.exp(-np.linspace(-9, 9, 37)))
"""The quantiles of each distribution that stand in for lines, from 0.0001 to 0.9999."""
FURTHEST, CELLS = 14.0, 1400
"""Pairs are gathered in so many equal parts of the log-odds up to this far from 0, so that a fit is as quick
for a season as for a week."""


def calibrate_distributions(
    calibration: Calibration, predictive: Predictive, rows: pl.DataFrame, folds: pl.DataFrame
) -> Predictive:
    """Calibrate the distributions of each fold by those of the folds before it.

    Every distribution is asked for the probability of going over its own quantiles; the one map that makes
    these come true as often as they say is applied to P(outcome > k) for every k. That makes the probability
    integral transform uniform. Source: Kuleshov, Fenner and Ermon, Accurate Uncertainties for Deep Learning
    Using Calibrated Regression, ICML 2018.

    Args:
        calibration: what is fitted.
        predictive: one out-of-fold distribution for each row.
        rows: `fold`, `date` and `y` (null where unknown).
        folds: `Predictions.folds`.

    Raises:
        NBAPropsError: there are not as many distributions as rows.
    """
    if len(predictive) != rows.height:
        raise NBAPropsError(f"{len(predictive)} distributions for {rows.height} rows")
    y = rows["y"].fill_null(float("nan")).to_numpy()
    cdf = predictive.cdf.copy()
    for own, past in in_order(rows, folds):
        now, before = own.to_numpy(), past.to_numpy()
        fitted = calibration.fit(*pairs(predictive.take(before), y[before]))
        cdf[now] = apply(fitted, predictive.take(now)).cdf
    return Predictive.of(cdf)


def apply(fitted: FittedCalibration, predictive: Predictive) -> Predictive:
    """The distributions with P(outcome > k) calibrated for every k."""
    return Predictive.of(1 - fitted.transform(1 - predictive.cdf))


def pairs(predictive: Predictive, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Probabilities of going over, whether that came true, and weights that sum to the number of outcomes.

    Pairs of nearly equal probability and the same outcome are gathered in one.
    """
    known = ~np.isnan(y)
    some, y = predictive.take(known), y[known]
    weight, total = np.zeros((2, CELLS)), np.zeros((2, CELLS))
    for level in LEVELS:
        line = some.quantile(level)
        p, over = some.p_over(line), y > line
        cell = _cells(p)
        for side in (0, 1):
            own = over == side
            weight[side] += np.bincount(cell[own], minlength=CELLS)
            total[side] += np.bincount(cell[own], weights=p[own], minlength=CELLS)
    filled = weight > 0
    outcome = np.broadcast_to([[0.0], [1.0]], weight.shape)[filled]
    return total[filled] / weight[filled], outcome, weight[filled] / len(LEVELS)


def _cells(p: Floats) -> Integers:
    """The part of the log-odds that each probability falls in: [n]."""
    with np.errstate(divide="ignore"):
        log_odds = np.clip(np.log(p) - np.log1p(-p), -FURTHEST, FURTHEST)
    part = (log_odds + FURTHEST) / (2 * FURTHEST) * CELLS
    return np.asarray(np.minimum(part, CELLS - 1), np.intp)
