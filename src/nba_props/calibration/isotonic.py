"""`calibration=isotonic`: whatever rising curve fits best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.calibration.base import SCALING_RULES, FittedCalibration, Prior, Scaling
from nba_props.calibration.platt import FittedPlatt, Platt
from nba_props.calibration.reliability import equal_bins
from nba_props.core.arrays import Floats, Integers
from nba_props.core.component import component
from nba_props.core.rules import above, at_least, require


@component("calibration", "isotonic")
@dataclass
class Isotonic(Scaling):
    """A rising curve of any shape, through the shares seen in groups of about `group_weight` outcomes each.

    Platt scaling comes first; what is left is drawn by isotonic regression over groups of equal weight. A
    curve through single outcomes follows chance wherever a season of lines is all there is, and its first and
    last steps are of a few outcomes each. Groups that isotonic regression pools become the one point in their
    middle, with straight lines in between, for a step would make equals of probabilities that are not. It
    calls nothing certain that was not. At the books' lines, as long as there are fewer outcomes than
    `curve_from`, Platt scaling is all there is.

    Sources: Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability
    Estimates, KDD 2002; scaling before grouping: Kumar, Liang and Ma, Verified Uncertainty Calibration,
    NeurIPS 2019; the middles: Oron and Flournoy, Centered Isotonic Regression, Statistics in
    Biopharmaceutical Research 9, 2017.
    """

    group_weight: float = 200.0
    curve_from: float = 2000.0

    def __post_init__(self) -> None:
        require(self, **SCALING_RULES, group_weight=above(0), curve_from=at_least(0))

    def learn(
        self, p: Floats, outcome: Floats, weight: Floats, prior: Prior | None = None
    ) -> FittedIsotonic | FittedPlatt:
        """Scale, group, pool adjacent violators, and hold the ends of the curve at (0, 0) and (1, 1)."""
        from sklearn.isotonic import IsotonicRegression

        scaled, total = Platt().learn(p, outcome, weight, prior), float(weight.sum())
        if total == 0 or (prior is not None and total < self.curve_from):
            return scaled
        x, share, mass = _groups(scaled.transform(p), outcome, weight, max(1, int(total / self.group_weight)))
        # clipped: groups closer to each other than a rounding error are one to it, out of bounds at the end
        regression = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
        steps = regression.fit_transform(x, share, sample_weight=mass)
        to, number = np.unique(np.asarray(steps, np.float64), return_inverse=True)
        middle = _means(number, x, mass)
        at = np.concatenate([[0.0], middle, [1.0]])
        return FittedIsotonic(scaled, at, np.concatenate([[0.0], to, [1.0]]), 0.5 / (total + 1))


def _groups(p: Floats, outcome: Floats, weight: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Mean probability, share that came true, and weight of groups in the order of probability."""
    _, number = np.unique(equal_bins(p, weight, count), return_inverse=True)
    return _means(number, p, weight), _means(number, outcome, weight), _sums(number, weight)


def _means(number: Integers, values: Floats, weight: Floats) -> Floats:
    """Return the weighted mean of each group's values."""
    return _sums(number, weight * values) / _sums(number, weight)


def _sums(number: Integers, values: Floats) -> Floats:
    return np.asarray(np.bincount(number, weights=values), np.float64)


@dataclass(frozen=True)
class FittedIsotonic(FittedCalibration):
    """A rising curve through points, over scaled probabilities.

    None of its probabilities is nearer to 0 or 1 than `least`, unless it was.
    """

    scaled: FittedPlatt
    at: Floats
    to: Floats
    least: float

    def _transform(self, p: Floats) -> Floats:
        curve = np.interp(self.scaled.transform(p), self.at, self.to)
        return np.minimum(np.maximum(curve, np.minimum(p, self.least)), np.maximum(p, 1 - self.least))
