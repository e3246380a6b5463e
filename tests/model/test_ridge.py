"""Columns that single precision cannot tell apart, and small penalties."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from nba_props.core.arrays import Floats
from nba_props.model.base import TrainingData
from nba_props.model.ridge import Ridge, RidgeFit

ROWS = 4000
TRAIN = np.arange(ROWS // 2)


def league(twins: float) -> tuple[TrainingData, Floats]:
    """Rows whose last column is the first one but for a little, and their true means."""
    rng = np.random.default_rng(7)
    drawn = rng.normal(0, 1, (ROWS, 4))
    drawn[:, 3] = drawn[:, 0] + twins * rng.normal(0, 1, ROWS)
    X = drawn.astype(np.float32)
    mean = 20 + 3 * X[:, 0].astype(np.float64) - 2 * X[:, 1]
    return TrainingData(X, mean + rng.normal(0, 5, ROWS), list("abcd")), mean


def fit(alpha: float, twins: float) -> tuple[RidgeFit, Floats]:
    """Return a fit on the first half, and how far its means are from the true ones on the second."""
    data, mean = league(twins)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = Ridge(alpha).trainer(data, TRAIN).fit(TRAIN)
        errors = fitted.predict(data.X) - mean
    return fitted, errors[len(TRAIN) :]


@pytest.mark.parametrize("alpha", [0.0, 1e-12, 1e-6, 1e-3])
@pytest.mark.parametrize("twins", [0.0, 1e-7, 1e-5])
def test_columns_that_are_alike_have_one_weight_together_whatever_the_penalty(
    alpha: float, twins: float
) -> None:
    fitted, errors = fit(alpha, twins)
    assert np.abs(errors).max() < 1
    first, *_, last = fitted.pipeline[-1].coef_
    assert first + last == pytest.approx(3, abs=0.5)


@pytest.mark.parametrize("weighted", [False, True])
def test_equations_of_few_rows_are_solved_too(weighted: bool) -> None:
    data = replace(league(0.0)[0], weight=np.full(ROWS, 0.5) if weighted else None)
    fitted = Ridge(0.0).trainer(data, TRAIN).fit(TRAIN[:3])
    assert np.abs(fitted.predict(data.X[:3]) - data.y[:3]).max() < 0.1


def test_what_single_precision_solves_stays_in_it() -> None:
    assert fit(100.0, 0.0)[0].pipeline[-1].coef_.dtype == np.float32
    assert fit(0.0, 1.0)[0].pipeline[-1].coef_.dtype == np.float32
    assert fit(0.0, 0.0)[0].pipeline[-1].coef_.dtype == np.float64
