"""Benter's pool: it starts from the price, finds true weights, and says how sure it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from nba_props.core.arrays import Floats
from nba_props.errors import ConfigError
from nba_props.pooling.base import FittedPooling, log_odds
from nba_props.pooling.fixed import FixedPooling
from nba_props.pooling.logit import SPREAD, TYPICAL, LogitPool, LogitPooling
from nba_props.pooling.none import NoPooling


def drawn(n: int, seed: int, weight: float, noise: float = 0.15) -> tuple[Floats, Floats, Floats]:
    """Return model, price and outcomes; the truth is the price and `weight` of the model's own word."""
    rng = np.random.default_rng(seed)
    price, own = rng.normal(0, 0.25, n), rng.normal(0, noise, n)
    truth = price + weight * own
    over = rng.random(n) < 1 / (1 + np.exp(-truth))
    return 1 / (1 + np.exp(-(price + own))), 1 / (1 + np.exp(-price)), over.astype(float)


def test_before_anything_was_learnt_the_pool_is_the_price() -> None:
    pool = LogitPooling().fit(np.empty(0), np.empty(0), np.empty(0))
    price = np.array([0.3, 0.5, 0.61])
    assert pool.pool(np.array([0.9, 0.9, 0.1]), price) == pytest.approx(price)
    weight = pool.weight
    assert weight is not None
    assert weight.low < 0 < weight.high


def test_the_posterior_mode_is_that_of_an_independent_solver() -> None:
    """A normal prior about the price is a quadratic penalty; a general optimiser finds the same mode."""
    model, price, over = drawn(3_000, 1, weight=0.8)
    found = LogitPooling(prior=500).fit(model, price, over)
    assert isinstance(found, LogitPool)
    X = np.column_stack([np.ones(len(over)), log_odds(model), log_odds(price)])

    def penalised(beta: Floats) -> float:
        losses = np.logaddexp(0, X @ beta) - over * (X @ beta)
        return float(losses.sum() + (500 * SPREAD * np.array(TYPICAL) * (beta - [0, 0, 1]) ** 2).sum() / 2)

    best = minimize(penalised, [0, 0, 1], method="BFGS", options={"gtol": 1e-8}).x
    assert [found.intercept, found.model, found.price] == pytest.approx(best, abs=1e-4)


def test_with_much_to_learn_from_the_weights_are_those_of_plain_logistic_regression() -> None:
    model, price, over = drawn(60_000, 2, weight=0.8)
    found = LogitPooling(prior=1).fit(model, price, over)
    X = np.column_stack([log_odds(model), log_odds(price)])
    plain = LogisticRegression(C=np.inf, tol=1e-9).fit(X, over)
    assert isinstance(found, LogitPool)
    assert [found.model, found.price] == pytest.approx(plain.coef_[0], abs=0.01)
    assert found.model == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize(("weight", "above"), [(0.0, False), (1.0, True)])
def test_an_interval_above_zero_is_earned_and_not_found_in_noise(weight: float, above: bool) -> None:
    fits = [LogitPooling(prior=1000).fit(*drawn(6_000, seed, weight, noise=0.3)) for seed in range(20)]
    found = [fit.weight.low > 0 for fit in fits if fit.weight is not None]
    assert found.count(above) >= 18


def test_a_model_that_is_wrong_gets_no_say_but_an_estimate_below_zero() -> None:
    model, price, over = drawn(20_000, 3, weight=-1.0)
    found = LogitPooling(prior=1000).fit(model, price, over)
    assert isinstance(found, LogitPool)
    assert found.model == 0
    assert found.weight is not None
    assert found.weight.high < 0


@given(st.integers(0, 2**31), st.integers(0, 3_000), st.floats(1, 1e5))
def test_pools_lie_within_zero_and_one_and_rise_with_the_model(seed: int, n: int, prior: float) -> None:
    found = LogitPooling(prior=prior).fit(*drawn(n, seed, weight=0.5))
    grid = np.linspace(0, 1, 21)
    pooled = found.pool(grid, np.full(21, 0.55))
    assert ((pooled > 0) & (pooled < 1)).all()
    assert (np.diff(pooled) >= -1e-12).all()


def test_unknown_rows_are_passed_over_and_stay_unknown() -> None:
    model, price, over = drawn(500, 4, weight=0.5)
    holes = [np.append(model, np.nan), np.append(price, 0.5), np.append(over, 1.0)]
    whole, with_holes = LogitPooling().fit(model, price, over), LogitPooling().fit(*holes)
    assert whole == with_holes
    assert np.isnan(whole.pool(np.array([np.nan, 0.5]), np.array([0.5, np.nan]))).all()


def test_a_fixed_weight_is_kept_and_none_reads_no_price() -> None:
    model, price = np.array([0.7]), np.array([0.4])
    fixed = FixedPooling(weight=0.25).fit(model, price, np.array([1.0]))
    odds = 0.25 * log_odds(model) + 0.75 * log_odds(price)
    assert fixed.pool(model, price) == pytest.approx(1 / (1 + np.exp(-odds)))
    assert fixed.weight is None
    assert NoPooling().fit(model, price, model).pool(model, price) == pytest.approx(model)


@pytest.mark.parametrize(
    "fitted", [LogitPool(0.01, 0.2, 0.9, 0.2, 0.1, 0.3, 500.0), LogitPool(0.0, 0.25, 0.75)]
)
def test_what_is_fitted_is_saved_as_plain_data(fitted: FittedPooling) -> None:
    assert FittedPooling.from_dict(fitted.to_dict()) == fitted


@pytest.mark.parametrize(
    ("make", "why"), [(lambda: LogitPooling(prior=0), "prior"), (lambda: FixedPooling(2), "weight")]
)
def test_settings_have_bounds(make: object, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        make()  # type: ignore[operator]


def test_evenings_whose_outcomes_go_together_make_the_interval_wider() -> None:
    """Ten copies of each player-game on its own evening say no more than one does."""
    model, price, over = drawn(1_000, 5, weight=0.8)
    m, p, o = (np.repeat(column, 10) for column in (model, price, over))
    evenings = np.repeat(np.arange(1_000), 10).astype("datetime64[D]")
    alone = LogitPooling(prior=1).fit(m, p, o)
    together = LogitPooling(prior=1).fit(m, p, o, evenings)
    once = LogitPooling(prior=1).fit(model, price, over)

    def width(fitted: FittedPooling) -> float:
        assert fitted.weight is not None
        return fitted.weight.high - fitted.weight.low

    assert width(together) == pytest.approx(width(once), rel=0.1)
    assert width(together) > 2.5 * width(alone)
