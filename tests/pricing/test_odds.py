"""Prices in the four ways they are written."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.errors import DataError
from nba_props.pricing import odds
from tests.properties import quick

american_prices = st.one_of(st.floats(100, 100_000), st.floats(-100_000, -100.001))
decimal_prices = st.floats(1.001, 1001)


@pytest.mark.parametrize(
    ("american", "decimal", "fractional", "implied"),
    [
        (100, 2.0, "1/1", 0.5),
        (150, 2.5, "3/2", 0.4),
        (250, 3.5, "5/2", 2 / 7),
        (1200, 13.0, "12/1", 1 / 13),
        (-110, 1 + 10 / 11, "10/11", 11 / 21),
        (-200, 1.5, "1/2", 2 / 3),
        (-400, 1.25, "1/4", 0.8),
    ],
)
def test_the_same_price_in_every_way(american: int, decimal: float, fractional: str, implied: float) -> None:
    assert odds.american_to_decimal(american) == pytest.approx(decimal, abs=1e-12)
    assert odds.decimal_to_american(decimal) == pytest.approx(american, abs=1e-9)
    assert odds.fractional_to_decimal(fractional) == pytest.approx(decimal, abs=1e-12)
    assert odds.decimal_to_fractional(decimal) == fractional
    assert odds.decimal_to_implied(decimal) == pytest.approx(implied, abs=1e-12)
    assert odds.implied_to_decimal(implied) == pytest.approx(decimal, abs=1e-12)


def test_minus_100_is_even_money_too() -> None:
    assert odds.american_to_decimal([-100, 100]).tolist() == [2.0, 2.0]
    assert odds.fractional_to_decimal("evens") == 2.0


@pytest.mark.parametrize("text", [" 5/2", "5/2 ", "5/2\n"])
def test_blanks_around_a_fraction_are_no_part_of_it(text: str) -> None:
    assert odds.fractional_to_decimal(text) == 3.5


@quick
@given(american_prices)
def test_american_prices_come_back(price: float) -> None:
    assert odds.decimal_to_american(odds.american_to_decimal(price)) == pytest.approx(price, rel=1e-9)


@quick
@given(decimal_prices)
def test_decimal_prices_come_back(price: float) -> None:
    assert odds.american_to_decimal(odds.decimal_to_american(price)) == pytest.approx(price, rel=1e-12)
    assert odds.implied_to_decimal(odds.decimal_to_implied(price)) == pytest.approx(price, rel=1e-12)


@quick
@given(st.fractions(min_value=Fraction(1, 100), max_value=1000, max_denominator=odds.MAX_PARTS))
def test_fractional_prices_come_back(won: Fraction) -> None:
    text = f"{won.numerator}/{won.denominator}"
    assert odds.decimal_to_fractional(odds.fractional_to_decimal(text)) == text


@quick
@given(decimal_prices, decimal_prices)
def test_a_better_price_needs_a_smaller_chance(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert odds.decimal_to_implied(low) >= odds.decimal_to_implied(high)


def test_missing_prices_stay_missing() -> None:
    for convert in (odds.american_to_decimal, odds.decimal_to_american, odds.decimal_to_implied):
        assert np.isnan(convert([150.0, np.nan])).tolist() == [False, True]


def test_shapes_are_kept() -> None:
    assert odds.american_to_decimal(np.full((2, 3), -110)).shape == (2, 3)
    assert odds.overround(np.full((4, 2), 1.9)).shape == (4,)


def test_overround_is_what_the_chances_sum_to_beyond_one() -> None:
    minus_110 = odds.american_to_decimal([-110, -110])
    assert odds.overround(minus_110) == pytest.approx(1 / 21, abs=1e-12)
    assert odds.overround([2.1, 2.1]) < 0


@pytest.mark.parametrize("price", [-99.5, 0, 50, 99])
def test_no_american_price_lies_between_minus_100_and_100(price: float) -> None:
    with pytest.raises(DataError, match=rf"^price {price:g} at 1: American prices are -100 or less"):
        odds.american_to_decimal([150, price])


def test_an_american_price_is_finite() -> None:
    with pytest.raises(DataError, match=r"^price inf at 1: prices are finite$"):
        odds.american_to_decimal([150, np.inf])


@pytest.mark.parametrize("price", [1.0, 0.5, -2, np.inf])
def test_decimal_prices_are_above_one(price: float) -> None:
    for convert in (odds.decimal_to_american, odds.decimal_to_implied, odds.checked_prices):
        with pytest.raises(DataError, match=rf"^price {price:g}: decimal prices are finite and above 1$"):
            convert(price)


@pytest.mark.parametrize("text", ["", "five", "5/0", "5/2/1", "0/5", "-1/2", "2.5", "150"])
def test_a_broken_fraction_is_named(text: str) -> None:
    with pytest.raises(DataError, match=rf"^price '{text}': "):
        odds.fractional_to_decimal(text)


@pytest.mark.parametrize("price", [np.nan, 1.001])
def test_some_prices_have_no_fraction(price: float) -> None:
    with pytest.raises(DataError, match="has no fraction"):
        odds.decimal_to_fractional(price)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, 1.5])
def test_certain_and_impossible_outcomes_have_no_price(probability: float) -> None:
    with pytest.raises(DataError, match=r"^probability .* at 0: probabilities lie between 0 and 1$"):
        odds.implied_to_decimal([probability])
