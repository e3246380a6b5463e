from __future__ import annotations

import numpy as np

from nba_props.core.logistic import posterior_mode

RNG = np.random.default_rng(3)
X = np.column_stack([np.ones(400), RNG.normal(size=(400, 2)), RNG.random(400) < 0.1])
OUTCOME = (RNG.random(400) < 1 / (1 + np.exp(-(X @ [-1.0, 0.7, 0.0, 2.0])))).astype(float)
WEIGHT = np.ones(400)
CENTRE = np.array([-2.0, 0.0, 0.0, 3.0])
PRECISION = np.full(4, 4.0)


def test_it_finds_what_scikit_learn_finds() -> None:
    from sklearn.linear_model import LogisticRegression

    theirs = LogisticRegression(C=1.5**2, fit_intercept=False, solver="newton-cholesky", tol=1e-10)
    theirs.fit(X, OUTCOME)
    ours, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=np.zeros(4), precision=np.full(4, 1.5**-2))
    np.testing.assert_allclose(ours, theirs.coef_[0], rtol=1e-5)


def test_wherever_it_starts_it_ends_at_the_same_place() -> None:
    one, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=CENTRE, precision=PRECISION)
    two, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=CENTRE, precision=PRECISION, start=np.zeros(4))
    np.testing.assert_allclose(one, two, atol=1e-10)


def test_where_nothing_was_seen_the_prior_holds() -> None:
    found, spread = posterior_mode(X[:0], OUTCOME[:0], WEIGHT[:0], centre=CENTRE, precision=PRECISION)
    np.testing.assert_allclose(found, CENTRE, atol=1e-12)
    np.testing.assert_allclose(spread, np.eye(4) / 4, atol=1e-12)


def test_a_start_far_from_the_mode_does_not_run_away() -> None:
    far = np.array([40.0, -30.0, 25.0, 50.0])
    near, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=CENTRE, precision=PRECISION)
    found, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=CENTRE, precision=PRECISION / 1e6, start=far)
    plain, _ = posterior_mode(X, OUTCOME, WEIGHT, centre=CENTRE, precision=PRECISION / 1e6)
    np.testing.assert_allclose(found, plain, atol=1e-8)
    assert np.abs(near - CENTRE).max() < np.abs(plain - CENTRE).max()
