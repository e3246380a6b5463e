"""Logistic regression with coefficients of 0 or more: what Platt scaling and beta calibration share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats

EPSILON = 1e-12
"""Probabilities this near to 0 or 1 have their logarithms taken as if they were this far from it."""
PRIOR_SD = 2.5
"""Coefficients are supposed to be normal around 0 with this standard deviation.

Outcomes that are parted by their probabilities would otherwise have endless ones; two hundred that are not
move them by a hundredth. Source of the scale: Gelman, Jakulin, Pittau and Su, A Weakly Informative Default
Prior Distribution for Logistic and Other Regression Models, Annals of Applied Statistics 2, 2008.
"""


@dataclass(frozen=True)
class Logistic:
    """Coefficients, 0 or more, so that the fitted probability falls in no column."""

    coefficients: Floats
    intercept: float

    def predict(self, X: Floats) -> Floats:
        """Probabilities of columns [n, k]: [n]."""
        from scipy.special import expit

        return np.asarray(expit(X @ self.coefficients + self.intercept), np.float64)


def fit_rising(X: Floats, outcome: Floats, weight: Floats) -> Logistic:
    """Return the most likely coefficients; a column whose coefficient would be below 0 is left out.

    That is how beta calibration is kept rising (Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017).
    Without any column left, the probability is the share of outcomes that came true.
    """
    from sklearn.linear_model import LogisticRegression

    kept = list(range(X.shape[1]))
    coefficients = np.zeros(X.shape[1])
    while kept:
        solver = LogisticRegression(C=PRIOR_SD**2, solver="newton-cholesky", tol=1e-8)
        solver.fit(X[:, kept], outcome, sample_weight=weight)
        found = solver.coef_[0]
        if found.min() >= 0:
            coefficients[kept] = found
            return Logistic(coefficients, float(solver.intercept_[0]))
        kept.pop(int(np.argmin(found)))
    share = float(np.average(outcome, weights=weight))
    return Logistic(coefficients, float(np.log(share / (1 - share))))


def logs(p: Floats) -> tuple[Floats, Floats]:
    """Log p and log (1 - p), finite: [n] each."""
    return np.log(np.maximum(p, EPSILON)), np.log(np.maximum(1 - p, EPSILON))
