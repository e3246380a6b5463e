"""Regression metrics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nba_props.core.arrays import Floats
from nba_props.evaluation.metrics import METRICS, bias, mae, mape, r2, regression_metrics, rmse

EMPTY: Floats = np.array([], dtype=np.float64)
values = arrays(np.float64, 20, elements=st.integers(-200, 200).map(lambda half: half / 2))


def case(seed: int = 0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    y = rng.poisson(6, 500).astype(float)
    return y, y * 0.8 + rng.normal(1, 2, 500)


def test_metrics_agree_with_scikit_learn() -> None:
    from sklearn import metrics as reference

    y, prediction = case()
    assert mae(y, prediction) == pytest.approx(reference.mean_absolute_error(y, prediction))
    assert rmse(y, prediction) == pytest.approx(reference.root_mean_squared_error(y, prediction))
    assert r2(y, prediction) == pytest.approx(reference.r2_score(y, prediction))
    above = y > 0
    assert (~above).any()
    expected = reference.mean_absolute_percentage_error(y[above], prediction[above])
    assert mape(y, prediction) == pytest.approx(expected)


def test_bias_is_above_zero_when_the_model_expects_too_much() -> None:
    assert bias(np.array([10.0, 20.0]), np.array([12.0, 21.0])) == 1.5


def test_without_rows_every_metric_is_absent() -> None:
    assert all(metric(EMPTY, EMPTY) is None for metric in METRICS.values())
    assert regression_metrics(EMPTY, EMPTY, "val_") == {}


def test_r2_is_absent_without_variance() -> None:
    assert regression_metrics(np.array([3.0, 3.0]), np.array([2.0, 4.0])).keys() == {
        "mae",
        "rmse",
        "mape",
        "bias",
    }


def test_mape_is_absent_where_no_outcome_is_above_zero() -> None:
    assert mape(np.zeros(3), np.ones(3)) is None


def test_a_prediction_that_is_no_number_leaves_no_metric_behind() -> None:
    assert regression_metrics(np.array([1.0, 2.0]), np.array([1.0, np.nan])) == {}


def test_metrics_carry_the_prefix() -> None:
    y, prediction = case()
    assert set(regression_metrics(y, prediction, "train_")) == {f"train_{name}" for name in METRICS}


@given(values, values)
def test_rmse_is_at_least_mae_and_mae_at_least_the_bias(y: Floats, prediction: Floats) -> None:
    errors = [rmse(y, prediction), mae(y, prediction), abs(bias(y, prediction) or 0.0)]
    assert all(error is not None for error in errors)
    first, second, third = (float(error or 0.0) for error in errors)
    assert first >= second - 1e-6
    assert second >= third - 1e-6


@given(values, values, st.floats(-100, 100))
def test_a_shift_of_the_prediction_moves_the_bias_by_as_much(
    y: Floats, prediction: Floats, by: float
) -> None:
    before, after = bias(y, prediction), bias(y, prediction + by)
    assert before is not None
    assert after == pytest.approx(before + by, abs=1e-6)


@given(values, values, st.permutations(range(20)))
def test_the_order_of_rows_does_not_matter(y: Floats, prediction: Floats, order: list[int]) -> None:
    for metric in METRICS.values():
        value, again = metric(y, prediction), metric(y[order], prediction[order])
        assert (value is None) == (again is None)
        assert value is None or again == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(values)
def test_a_perfect_prediction_has_no_error(y: Floats) -> None:
    assert mae(y, y) == rmse(y, y) == bias(y, y) == 0
    assert r2(y, y) in {1.0, None}
