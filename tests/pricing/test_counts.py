"""A quote's probability moved to another line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nba_props.pricing.counts import implied_mean, implied_median, over_probability
from tests.properties import quick

means = st.floats(0.2, 60)
half_lines = st.integers(0, 60).map(lambda n: n + 0.5)
lines = st.integers(0, 120).map(lambda n: n / 2)
dispersions = st.floats(1, 200)


@quick
@given(mean=means, line=lines, dispersion=dispersions)
def test_agrees_with_scipys_negative_binomial(mean: float, line: float, dispersion: float) -> None:
    from scipy.stats import nbinom

    count = nbinom(dispersion, dispersion / (dispersion + mean))
    over, under = count.sf(np.floor(line)), count.cdf(np.ceil(line) - 1)
    expected = over / (over + under)
    assert over_probability(mean, line, dispersion) == pytest.approx(expected, abs=1e-9)


def test_agrees_with_draws() -> None:
    rng = np.random.default_rng(5)
    mean, dispersion = 25.0, 12.0
    draws = rng.poisson(rng.gamma(dispersion, mean / dispersion, 400_000))
    assert draws.var() == pytest.approx(mean + mean**2 / dispersion, rel=0.02)
    for line in (18.5, 24.0, 24.5, 33.0):
        decided = draws[draws != line]
        assert over_probability(mean, line, dispersion) == pytest.approx((decided > line).mean(), abs=0.004)


@quick
@given(mean=means, line=lines, dispersion=dispersions)
def test_a_quote_gives_back_the_mean_behind_it(mean: float, line: float, dispersion: float) -> None:
    over = over_probability(mean, line, dispersion)
    assume(0.01 < over < 0.99)
    assert implied_mean(over, line, dispersion) == pytest.approx(mean, rel=1e-8)


@quick
@given(mean=means, line=half_lines, dispersion=dispersions)
def test_the_over_is_less_likely_at_a_higher_line(mean: float, line: float, dispersion: float) -> None:
    at, above = over_probability([mean, mean], [line, line + 1], dispersion)
    assert above <= at


@quick
@given(mean=means, line=half_lines, dispersion=dispersions)
def test_the_over_is_likelier_at_a_higher_mean(mean: float, line: float, dispersion: float) -> None:
    at, above = over_probability([mean, mean + 1], [line, line], dispersion)
    assert above >= at


def test_a_line_of_zero_can_only_be_pushed_or_won() -> None:
    assert over_probability(3.0, 0.0, 12.0) == pytest.approx(1)


def test_missing_probabilities_have_no_mean() -> None:
    assert np.isnan(implied_mean([np.nan, 0.5], [20.0, 20.5], 12.0)).tolist() == [True, False]


@quick
@given(mean=means, line=half_lines, dispersion=dispersions)
def test_the_implied_median_is_that_of_scipys_negative_binomial(
    mean: float, line: float, dispersion: float
) -> None:
    from scipy.stats import nbinom

    over = float(over_probability(mean, line, dispersion))
    assume(0.01 < over < 0.99 and abs(over - 0.5) > 1e-6)
    expected = nbinom(dispersion, dispersion / (dispersion + mean)).ppf(0.5)
    assume(abs(nbinom(dispersion, dispersion / (dispersion + mean)).cdf(expected) - 0.5) > 1e-6)
    assert implied_median(over, line, dispersion) == expected


def test_at_even_prices_and_without_any_the_line_is_its_own_median() -> None:
    assert implied_median([0.5, np.nan, 0.6, 0.4], [24.5, 24.5, 24.5, 24.5], 12.0).tolist() == [
        24.5,
        24.5,
        27,
        22,
    ]


def test_the_implied_median_has_the_lower_error_where_counts_are_low() -> None:
    rng = np.random.default_rng(8)
    mean = 1.3
    draws = rng.poisson(rng.gamma(12.0, mean / 12.0, 200_000))
    median = implied_median(over_probability(mean, 0.5, 12.0), 0.5, 12.0)
    assert np.abs(draws - median).mean() < 0.95 * np.abs(draws - 0.5).mean()
