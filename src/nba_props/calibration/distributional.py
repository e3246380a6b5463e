"""Calibrating whole distributions, in time order, where there are no lines to do it by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.calibration import binning
from nba_props.calibration.apply import calibrated
from nba_props.calibration.base import Calibration, FittedCalibration
from nba_props.core.arrays import Bools, Floats
from nba_props.distribution.expanding import expanding_folds
from nba_props.distribution.predictive import Predictive
from nba_props.errors import NBAPropsError

LEVELS = 1 / (1 + np.exp(-np.linspace(-7, 7, 29)))
"""The quantiles of each distribution that stand in for lines, from 0.001 to 0.999."""
SHARES = LEVELS * (1 - LEVELS) / float((LEVELS * (1 - LEVELS)).sum())
"""What each of them weighs: the part of [0, 1] that it stands for. So the outermost have little to say, and a
map of two numbers is not fitted to one case in a thousand."""


@dataclass(frozen=True)
class CalibratedDistributions:
    """Calibrated distributions, and the map that the last fold's come from."""

    predictive: Predictive
    last: FittedCalibration


def calibrate_distributions(
    calibration: Calibration, predictive: Predictive, rows: pl.DataFrame, folds: pl.DataFrame
) -> CalibratedDistributions:
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
    p, over = asked(predictive, y)
    cdf = predictive.cdf.copy()
    for own, past in expanding_folds(rows, folds):
        now, before = own.to_numpy(), past.to_numpy() & ~np.isnan(y)
        fitted = calibration.fit(*gathered(p[before], over[before]))
        cdf[now] = calibrated(fitted, predictive.take(now)).cdf
    return CalibratedDistributions(Predictive.of(cdf), fitted)


def asked(predictive: Predictive, y: Floats) -> tuple[Floats, Bools]:
    """P(over) of each distribution's own quantiles, and whether the outcome went over: [n, levels] each.

    Args:
        predictive: n distributions.
        y: outcomes [n]; where they are NaN, the answers mean nothing.
    """
    lines = [predictive.quantile(level) for level in LEVELS]
    p = np.column_stack([predictive.p_over(line) for line in lines])
    return p, np.column_stack([y > line for line in lines])


def gathered(p: Floats, over: Bools) -> tuple[Floats, Floats, Floats]:
    """Probabilities, outcomes (0 or 1) and weights that sum to n, to fit a calibration on.

    Args:
        p, over: [n, levels], as `asked` gives them, of known outcomes.
    """
    weight = np.broadcast_to(SHARES, p.shape).ravel()
    return binning.gathered(p.ravel(), over.ravel().astype(np.float64), weight)
