"""Counts against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.distribution.counts import negative_binomial, poisson
from tests.properties import quick


@quick
@given(st.floats(0.01, 90), st.floats(1.05, 20))
def test_negative_binomial_counts_are_scipys(mean: float, over: float) -> None:
    from scipy.stats import nbinom

    dist = negative_binomial(np.array([mean]), np.array([mean * over]))
    k = np.arange(dist.cdf.shape[1] - 1)
    r = mean / (over - 1)
    assert dist.cdf[0, :-1] == pytest.approx(nbinom(r, r / (r + mean)).cdf(k), abs=1e-10)


@quick
@given(st.floats(0.01, 800))
def test_poisson_counts_are_scipys(mean: float) -> None:
    from scipy.stats import poisson as scipys

    dist = poisson(np.array([mean]))
    assert dist.cdf[0, :-1] == pytest.approx(scipys(mean).cdf(np.arange(dist.cdf.shape[1] - 1)), abs=1e-10)


def test_a_variance_below_the_mean_leaves_a_poisson_count() -> None:
    mean = np.array([7.0])
    assert negative_binomial(mean, mean / 2).cdf[0, :20] == pytest.approx(poisson(mean).cdf[0, :20], abs=1e-4)
