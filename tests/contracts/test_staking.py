"""What every staking plan must keep to, the ones that are added later included."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.arrays import Floats, Ints
from nba_props.core.component import declare_family, registered
from nba_props.errors import ConfigError
from nba_props.staking.base import Staking
from tests.properties import quick

declare_family("nba_props.staking")
NAMES = sorted(registered("staking"))
EDGE = 1e-12


def make(name: str, **fields: Any) -> Staking:
    plan: Staking = registered("staking")[name](**fields)
    return plan


@st.composite
def days(draw: st.DrawFn) -> tuple[Floats, Floats, Floats, Ints]:
    """To win, to lose, price, and the first bet of each game."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=8))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = sum(sizes)
    p_win = rng.uniform(0, 0.9, n)
    p_lose = (1 - p_win) * rng.uniform(0.9, 1, n)
    return p_win, p_lose, rng.uniform(1.05, 8, n), np.cumsum([0, *sizes[:-1]])


caps = st.floats(0.01, 1)
bankrolls = st.floats(0.01, 1e6)


def test_there_are_three_plans() -> None:
    assert NAMES == ["flat", "kelly", "percent"]


@pytest.mark.parametrize("name", NAMES)
class TestEveryPlan:
    @quick
    @given(day=days(), limits=st.tuples(caps, caps, caps), bankroll=bankrolls)
    def test_keeps_all_caps(
        self, name: str, day: Any, limits: tuple[float, float, float], bankroll: float
    ) -> None:
        (bet, game, whole), (*odds, games) = limits, day
        plan = make(name, bet_cap=bet, game_cap=game, day_cap=whole)
        stakes = plan.day_stakes(plan.shares(*odds), games, bankroll)
        assert (stakes >= 0).all()
        assert (stakes <= bet * bankroll * (1 + EDGE)).all()
        assert (np.add.reduceat(stakes, games) <= game * bankroll * (1 + EDGE)).all()
        assert stakes.sum() <= whole * bankroll * (1 + EDGE)

    @quick
    @given(day=days(), bankroll=bankrolls)
    def test_a_slate_that_exceeds_its_cap_is_scaled_by_one_factor(
        self, name: str, day: Any, bankroll: float
    ) -> None:
        *odds, games = day
        free = make(name, bet_cap=1, game_cap=1, day_cap=1)
        capped = make(name, bet_cap=1, game_cap=1, day_cap=0.001)
        wide, narrow = (p.day_stakes(p.shares(*odds), games, bankroll) for p in (free, capped))
        factor = narrow.sum() / wide.sum() if wide.sum() > 0 else 0.0
        np.testing.assert_allclose(narrow, wide * factor, rtol=1e-9, atol=0)

    @quick
    @given(day=days())
    def test_a_game_within_its_caps_is_staked_as_wished(self, name: str, day: Any) -> None:
        *odds, games = day
        plan = make(name, bet_cap=1, game_cap=1, day_cap=1)
        shares = plan.shares(*odds) / 1000
        stakes = plan.day_stakes(shares, games, plan.bankroll)
        np.testing.assert_allclose(stakes, shares * plan.bankroll, rtol=1e-12)

    @quick
    @given(day=days())
    def test_wishes_are_shares_and_never_negative(self, name: str, day: Any) -> None:
        *odds, _ = day
        shares = make(name).shares(*odds)
        assert shares.shape == odds[0].shape
        assert ((shares >= 0) & (shares <= 1)).all()

    @quick
    @given(day=days(), bankroll=bankrolls)
    def test_each_bet_is_wished_for_alone(self, name: str, day: Any, bankroll: float) -> None:
        *odds, _ = day
        plan = make(name)
        alone = [plan.shares(*(each[i : i + 1] for each in odds))[0] for i in range(len(odds[0]))]
        np.testing.assert_array_equal(plan.shares(*odds), alone)

    @quick
    @given(day=days(), bankroll=bankrolls)
    def test_who_compounds_stakes_twice_as_much_of_twice_the_bankroll(
        self, name: str, day: Any, bankroll: float
    ) -> None:
        *odds, games = day
        plan = make(name)
        shares = plan.shares(*odds)
        one, two = (plan.day_stakes(shares, games, factor * bankroll) for factor in (1, 2))
        if plan.compounds:
            np.testing.assert_allclose(two, 2 * one, rtol=1e-12)
        else:
            assert (two >= one * (1 - EDGE)).all()

    @pytest.mark.parametrize("bankroll", [0.0, -1.0])
    def test_with_nothing_left_nothing_is_staked(self, name: str, bankroll: float) -> None:
        plan = make(name)
        shares = plan.shares(np.array([0.9]), np.array([0.1]), np.array([2.0]))
        assert plan.day_stakes(shares, np.array([0]), bankroll).tolist() == [0.0]

    def test_a_day_without_bets_has_no_stakes(self, name: str) -> None:
        nothing = np.zeros(0)
        plan = make(name)
        shares = plan.shares(nothing, nothing, nothing)
        assert plan.day_stakes(shares, np.zeros(0, np.int64), 100.0).shape == (0,)

    def test_caps_out_of_range_are_told_together(self, name: str) -> None:
        with pytest.raises(ConfigError) as caught:
            make(name, bankroll=0.0, bet_cap=0.0, game_cap=1.5, day_cap=-1.0)
        assert caught.value.problems == [
            "bankroll=0.0: must be above 0",
            "bet_cap=0.0: must be above 0 and at most 1",
            "game_cap=1.5: must be above 0 and at most 1",
            "day_cap=-1.0: must be above 0 and at most 1",
        ]
