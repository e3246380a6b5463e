"""`calibration=isotonic`: whatever rising curve fits best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.calibration.base import RULES, Calibration, FittedCalibration, Floats
from nba_props.component import component, require


@component("calibration", "isotonic")
@dataclass
class Isotonic(Calibration):
    """The rising steps of least squared error, each drawn together to its middle, straight in between.

    It takes any shape and therefore needs the most outcomes. A step would make equals of probabilities that
    are not. Beyond the probabilities that it has seen it runs straight to 0 and 1, and it calls nothing
    certain that was not. Sources: Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass
    Probability Estimates, KDD 2002; the middles: Oron and Flournoy, Centered Isotonic Regression, Statistics
    in Biopharmaceutical Research 9, 2017.
    """

    min_weight: float = 500.0

    def __post_init__(self) -> None:
        require(self, **RULES)

    def learn(self, p: Floats, outcome: Floats, weight: Floats) -> FittedIsotonic:
        """Pool adjacent violators, then hold the ends of the curve at (0, 0) and (1, 1)."""
        from sklearn.isotonic import IsotonicRegression

        steps = IsotonicRegression(y_min=0.0, y_max=1.0).fit_transform(p, outcome, sample_weight=weight)
        to, number = np.unique(np.asarray(steps, np.float64), return_inverse=True)
        middle = np.bincount(number, weights=weight * p) / np.bincount(number, weights=weight)
        at = np.concatenate([[0.0], middle, [1.0]])
        return FittedIsotonic(at, np.concatenate([[0.0], to, [1.0]]), 0.5 / (float(weight.sum()) + 1))


@dataclass(frozen=True)
class FittedIsotonic(FittedCalibration):
    """A rising curve through points; no probability comes nearer to 0 or 1 than `least`, unless it was."""

    at: Floats
    to: Floats
    least: float

    def _transform(self, p: Floats) -> Floats:
        curve = np.interp(p, self.at, self.to)
        return np.minimum(np.maximum(curve, np.minimum(p, self.least)), np.maximum(p, 1 - self.least))
