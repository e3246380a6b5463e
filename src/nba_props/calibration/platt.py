"""`calibration=platt`: log-odds stretched and shifted."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.calibration._logistic import Logistic, fit_rising, logs
from nba_props.calibration.base import SCALING_RULES, FittedCalibration, Prior, Scaling
from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import require


@component("calibration", "platt")
@dataclass
class Platt(Scaling):
    """log-odds of the calibrated probability = slope * log-odds + intercept, slope at least 0.

    Two numbers, so it needs the fewest outcomes: a slope below 1 takes back probabilities that are too sharp,
    an intercept those that lean to one side. The identity is among its maps, as Platt's own form, on scores,
    has it not. Source: Platt, Probabilistic Outputs for Support Vector Machines, 1999.
    """

    def __post_init__(self) -> None:
        require(self, **SCALING_RULES)

    def learn(self, p: Floats, outcome: Floats, weight: Floats, prior: Prior | None = None) -> FittedPlatt:
        """Fit slope and intercept."""
        return FittedPlatt(fit_rising(_log_odds(p), outcome, weight, prior))


@dataclass(frozen=True)
class FittedPlatt(FittedCalibration):
    """A line in log-odds."""

    line: Logistic

    def _transform(self, p: Floats) -> Floats:
        return self.line.predict(_log_odds(p))


def _log_odds(p: Floats) -> Floats:
    """[n, 1]."""
    true, false = logs(p)
    return (true - false)[:, None]
