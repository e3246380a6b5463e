"""Putting a fitted calibration to use: at lines, and on whole distributions."""

from __future__ import annotations

import numpy as np

from nba_props.calibration.base import FittedCalibration
from nba_props.core.arrays import Floats
from nba_props.distribution.predictive import Predictive

EPSILON = 1e-12
"""Probabilities this near to 0 or 1 have their log-odds taken as if they were this far from it."""


def over_if_decided(p_over: Floats, p_push: Floats) -> Floats:
    """P(over), given that the bet is not pushed; NaN where a push is certain."""
    decided = 1 - p_push
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(decided > 0, np.clip(p_over / decided, 0, 1), np.nan)


def calibrated_at_lines(fitted: FittedCalibration, p_over: Floats, p_push: Floats) -> tuple[Floats, Floats]:
    """P(over) and P(under), calibrated: [n] each, NaN where a push is certain.

    A push pays nothing either way, so what is calibrated is P(over) among outcomes that are no push, and
    P(push) stays as it is.

    Args:
        fitted: a map of P(over) among outcomes that are no push.
        p_over: as the distribution gives it: [n].
        p_push: likewise.
    """
    over = fitted.transform(over_if_decided(p_over, p_push))
    return over * (1 - p_push), (1 - over) * (1 - p_push)


def reprice_at_line(over: Floats, raw: Floats, raw_there: Floats) -> Floats:
    """P(over) of other lines of player-games that are calibrated at one line: [n].

    The log-odds of all lines of a player-game move by as much as those of the calibrated one did
    (proportional odds: McCullagh, Regression Models for Ordinal Data, JRSS B 42, 1980). A map of a model
    that knows less than the books has a small slope, which is right between player-games at the lines that
    the books agree on, and wrong between two lines of one player-game, where the distribution says what a
    point is worth. The agreed line must have been known when the other one is bet on.

    Args:
        over: calibrated P(over) at the line that the books agree on, among outcomes that are no push.
        raw: the same as the distribution gives it.
        raw_there: what the distribution gives at the other line.
    """
    odds = [np.clip(p, EPSILON, 1 - EPSILON) for p in (over, raw, raw_there)]
    calibrated_odds, raw_odds, there = (np.log(p) - np.log1p(-p) for p in odds)
    return np.asarray(1 / (1 + np.exp(-(there + calibrated_odds - raw_odds))))


def calibrated(fitted: FittedCalibration, predictive: Predictive) -> Predictive:
    """Return the distributions with P(outcome > k) calibrated for every k."""
    return Predictive.of(1 - fitted.transform(1 - predictive.cdf))
