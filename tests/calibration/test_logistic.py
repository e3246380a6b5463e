"""The logistic regression of calibrations, against that of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nba_props.calibration._logistic import WEAK, fit_rising
from nba_props.core.arrays import Floats


def sample(seed: int, n: int, columns: int, slope: float = 1.0) -> tuple[Floats, Floats, Floats]:
    """Columns that rise with the chance of the outcome, outcomes and weights."""
    rng = np.random.default_rng(seed)
    p = rng.beta(4, 4, n)
    odds = np.log(p / (1 - p))
    X = np.column_stack([odds, *(odds + rng.normal(0, 1, n) for _ in range(columns - 1))])
    outcome = (rng.random(n) < 1 / (1 + np.exp(-slope * odds))).astype(np.float64)
    return X, outcome, rng.uniform(0.1, 1, n)


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize(("n", "slope"), [(200, 1.0), (2000, 0.5), (300, 6.0)])
def test_the_coefficients_are_those_of_scikit_learn(columns: int, n: int, slope: float) -> None:
    X, outcome, weight = sample(n, n, columns, slope)
    found = fit_rising(X, outcome, weight)
    kept = found.coefficients > 0
    solver = LogisticRegression(C=1 / WEAK, solver="newton-cholesky", tol=1e-10)
    solver.fit(X[:, kept], outcome, sample_weight=weight)
    assert kept.any()
    assert found.coefficients[kept] == pytest.approx(solver.coef_[0], abs=1e-6)
    assert found.intercept == pytest.approx(solver.intercept_[0], abs=1e-6)


def test_outcomes_that_are_parted_by_their_probabilities_have_finite_coefficients() -> None:
    odds = np.linspace(-9, 9, 400)
    X, outcome, weight = odds[:, None], (odds > 0).astype(np.float64), np.ones(400)
    found = fit_rising(X, outcome, weight)
    solver = LogisticRegression(C=1 / WEAK, solver="newton-cholesky", tol=1e-10)
    assert found.coefficients == pytest.approx(solver.fit(X, outcome).coef_[0], rel=1e-6)
    assert 5 < found.coefficients[0] < 50


def test_a_column_that_falls_is_left_out() -> None:
    X, outcome, weight = sample(1, 1000, 1, slope=-1.0)
    found = fit_rising(X, outcome, weight)
    assert found.coefficients.tolist() == [0]
    assert found.predict(X) == pytest.approx(np.full(1000, np.average(outcome, weights=weight)))
