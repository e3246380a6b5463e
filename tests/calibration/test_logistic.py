"""The logistic regression of calibrations, against that of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from nba_props.calibration._logistic import SPREAD, TYPICAL, WEAK, fit_bent, fit_rising
from nba_props.calibration.base import Prior
from nba_props.calibration.beta import Beta
from nba_props.calibration.platt import Platt
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


PRIOR = Prior(slope=0.2, player_games=1000)
APART = np.array([-1.0, 1.0]) * np.sqrt(TYPICAL)
"""Typical log-odds."""


def log_odds_after(kind: type[Platt | Beta], odds: Floats, share: Floats, games: float) -> Floats:
    """What a calibration makes of log-odds after so many player-games at each, of which a share went over."""
    p, outcome = expit(np.repeat(odds, 2)), np.tile([1.0, 0.0], len(odds))
    weight = np.column_stack([share, 1 - share]).ravel() * games
    fitted = kind().learn(p, outcome, weight, PRIOR)
    return np.asarray(logit(fitted.transform(expit(odds))))


@pytest.mark.parametrize("kind", [Platt, Beta])
def test_a_prior_is_worth_as_many_player_games_as_it_says(kind: type[Platt | Beta]) -> None:
    """After as many outcomes that say something else, slope and level are about half-way."""
    below, above = log_odds_after(kind, APART, expit(APART), 500)
    assert (above - below) / np.ptp(APART) == pytest.approx((0.2 + 1.0) / 2, abs=0.003)
    (level,) = log_odds_after(kind, np.zeros(1), expit(np.full(1, 0.4)), 1000)
    assert level == pytest.approx(0.2, abs=0.003)


@pytest.mark.parametrize(("a", "b"), [(0.7, 0.1), (0.0, 0.4), (0.4, 0.0)])
def test_a_bend_is_found_under_a_prior(a: float, b: float) -> None:
    p = np.linspace(0.02, 0.98, 200)
    truth = expit(a * np.log(p) - b * np.log(1 - p) + 0.3)
    outcome, weight = np.repeat([1.0, 0.0], 200), 5000 * np.concatenate([truth, 1 - truth])
    found = fit_bent(np.tile(p, 2), outcome, weight, PRIOR)
    assert found.coefficients == pytest.approx([a, b], abs=0.003)
    assert found.intercept == pytest.approx(0.3, abs=0.003)


@pytest.mark.parametrize(("a", "b"), [(0.5, -0.2), (-0.2, 0.5), (-0.3, -0.2)])
def test_no_end_of_a_bent_curve_falls(a: float, b: float) -> None:
    """Where one would, the best curve has none of it, as a search over all that rise finds."""
    p = np.linspace(0.05, 0.95, 50)
    truth = expit(a * np.log(p) - b * np.log(1 - p))
    every, outcome = np.tile(p, 2), np.repeat([1.0, 0.0], 50)
    weight = 40 * np.concatenate([truth, 1 - truth])
    found = fit_bent(every, outcome, weight, PRIOR)

    def loss(at: Floats) -> float:
        odds = at[0] * np.log(every) - at[1] * np.log(1 - every) + at[2]
        slope, bend, level = (at[0] + at[1]) / 2, (at[0] - at[1]) / 2, at[2] - (at[0] - at[1]) * np.log(2)
        held = PRIOR.player_games * SPREAD
        prior = held * (TYPICAL * ((slope - PRIOR.slope) ** 2 + bend**2) + level**2) / 2
        return float(weight @ (np.logaddexp(0, odds) - outcome * odds) + prior)

    best = minimize(loss, [0.2, 0.2, 0.0], bounds=[(0, None), (0, None), (None, None)], tol=1e-14)
    assert [*found.coefficients, found.intercept] == pytest.approx(best.x, abs=1e-3)
    assert found.coefficients.min() >= 0
