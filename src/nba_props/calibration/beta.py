"""`calibration=beta`: log-odds bent at either end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.calibration._logistic import Logistic, fit_bent, fit_rising, logs
from nba_props.calibration.base import SCALING_RULES, FittedCalibration, Prior, Scaling
from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import require


@component("calibration", "beta")
@dataclass
class Beta(Scaling):
    """log-odds of the calibrated probability = a log p - b log (1 - p) + c, with a and b at least 0.

    Three numbers; unlike Platt's it can correct the two ends differently. Source: Kull, Silva Filho and
    Flach, Beta calibration: a well-founded and easily implemented improvement on logistic calibration for
    binary classifiers, AISTATS 2017.
    """

    def __post_init__(self) -> None:
        require(self, **SCALING_RULES)

    def learn(self, p: Floats, outcome: Floats, weight: Floats, prior: Prior | None = None) -> FittedBeta:
        """Fit a, b and c."""
        if prior is None:
            return FittedBeta(fit_rising(_ends(p), outcome, weight))
        return FittedBeta(fit_bent(p, outcome, weight, prior))


@dataclass(frozen=True)
class FittedBeta(FittedCalibration):
    """The map of beta calibration."""

    curve: Logistic

    def _transform(self, p: Floats) -> Floats:
        return self.curve.predict(_ends(p))


def _ends(p: Floats) -> Floats:
    """Log p and -log (1 - p): [n, 2]."""
    true, false = logs(p)
    return np.column_stack([true, -false])
