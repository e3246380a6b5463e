"""Putting a fitted calibration to use: at lines, and on whole distributions."""

from __future__ import annotations

import numpy as np

from nba_props.calibration.base import FittedCalibration, Floats
from nba_props.distribution.predictive import Predictive


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


def calibrated(fitted: FittedCalibration, predictive: Predictive) -> Predictive:
    """The distributions with P(outcome > k) calibrated for every k."""
    return Predictive.of(1 - fitted.transform(1 - predictive.cdf))
