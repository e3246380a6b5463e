"""The Kelly share: the closed form, pushes included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.arrays import Floats
from nba_props.errors import ConfigError
from nba_props.staking.kelly import Kelly, kelly_share
from tests.properties import quick


def growth(share: Floats, p_win: float, p_lose: float, price: float) -> Floats:
    """The expected logarithm of the bankroll."""
    logs: Floats = p_win * np.log1p(share * (price - 1)) + p_lose * np.log1p(-share)
    return logs


def test_without_a_push_it_is_the_textbooks_formula() -> None:
    """Even money at 60 %: 2 p - 1 (Kelly 1956)."""
    assert kelly_share(0.6, 0.4, 2.0) == pytest.approx(0.2)


def test_a_push_only_takes_part_of_the_decisions_away() -> None:
    """0.5 to win, 0.1 to be pushed, 0.4 to lose, even money: 0.1 / 0.9."""
    assert kelly_share(0.5, 0.4, 2.0) == pytest.approx(1 / 9)


@quick
@given(st.floats(0.05, 0.9), st.floats(0, 0.3), st.floats(1.05, 20))
def test_no_other_share_grows_faster(p_win: float, push: float, price: float) -> None:
    push = min(push, 0.95 - p_win)
    p_lose = 1 - p_win - push
    best = kelly_share(p_win, p_lose, price)
    others = np.linspace(0, 0.999, 2000)
    assert growth(best, p_win, p_lose, price) >= growth(others, p_win, p_lose, price).max() - 1e-12


@quick
@given(st.floats(0.05, 0.9), st.floats(0, 0.09), st.floats(1.05, 20))
def test_it_is_the_share_of_the_bet_given_that_it_is_decided(p: float, push: float, price: float) -> None:
    whole = kelly_share(p, 1 - p, price)
    assert kelly_share(p * (1 - push), (1 - p) * (1 - push), price) == pytest.approx(float(whole), abs=1e-12)


@pytest.mark.parametrize(("p_win", "p_lose"), [(0.5, 0.5), (0.4, 0.6), (0.0, 1.0), (0.0, 0.0)])
def test_without_value_nothing_is_staked(p_win: float, p_lose: float) -> None:
    assert kelly_share(p_win, p_lose, 2.0) == 0


def test_a_sure_win_takes_everything() -> None:
    assert kelly_share(1.0, 0.0, 1.5) == pytest.approx(1)


def test_an_unknown_probability_has_no_share() -> None:
    assert np.isnan(kelly_share(np.nan, 0.5, 2.0))


def test_fractional_kelly_is_a_fraction_of_it() -> None:
    p_win, p_lose, price = np.array([0.6, 0.3]), np.array([0.4, 0.7]), np.array([2.0, 2.0])
    np.testing.assert_allclose(Kelly(fraction=0.25).shares(p_win, p_lose, price), [0.05, 0])


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.1])
def test_a_fraction_out_of_range_is_refused(fraction: float) -> None:
    with pytest.raises(ConfigError, match=f"fraction={fraction}: must be above 0 and at most 1"):
        Kelly(fraction=fraction)
