"""The bankroll, day by day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nba_props.core.component import declare_family, registered
from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.columns import BetResult
from nba_props.ledger.settle import settle
from nba_props.staking.flat import Flat
from nba_props.staking.kelly import Kelly, kelly_share
from nba_props.staking.percent import Percent
from tests.ledger.cases import DAY, bets, outcomes, simulated_bets
from tests.properties import quick

declare_family("nba_props.staking")
PLANS = [registered("staking")[name]() for name in sorted(registered("staking"))]
WIN, LOSS = 30.0, 10.0


def two_days() -> pl.DataFrame:
    """A win and a loss on the first day, a win on the second; even money at 2.0."""
    frame = bets(
        {"game_id": "g1", "player_id": 1, "price": 2.0},
        {"game_id": "g2", "player_id": 2, "price": 3.0},
        {"game_id": "g3", "player_id": 1, "price": 2.0, "date": DAY + dt.timedelta(days=1)},
    )
    return settle(frame, outcomes(("g1", 1, LOSS, 30.0), ("g2", 2, WIN, 30.0), ("g3", 1, WIN, 30.0)))


def test_a_slate_is_staked_from_the_bankroll_at_its_start() -> None:
    ledger = run_bankroll(two_days(), Percent(share=0.02, bankroll=100))
    assert ledger["bankroll"].to_list() == [100.0, 100.0, pytest.approx(102.0)]
    assert ledger["stake"].to_list() == [2.0, 2.0, pytest.approx(2.04)]
    assert ledger["profit"].to_list() == [-2.0, 4.0, pytest.approx(2.04)]


def test_a_flat_stake_stays_what_it_is() -> None:
    assert run_bankroll(two_days(), Flat(stake=3))["stake"].to_list() == [3.0, 3.0, 3.0]


def test_the_kelly_share_is_noted_whatever_the_plan() -> None:
    ledger = run_bankroll(two_days(), Flat())
    expected = kelly_share([0.55] * 3, [0.45] * 3, [2.0, 3.0, 2.0])
    np.testing.assert_allclose(ledger["kelly"].to_numpy(), expected)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: type(plan).__name__)
def test_the_bankroll_of_a_day_is_the_first_and_all_profit_before(plan: Percent) -> None:
    ledger = run_bankroll(simulated_bets(), plan)
    by_day = ledger.group_by("date").agg(
        pl.col("bankroll").unique(), pl.col("profit").sum().alias("profit")
    ).sort("date")  # fmt: skip
    before = plan.bankroll + np.concatenate([[0], by_day["profit"].cum_sum().to_numpy()[:-1]])
    np.testing.assert_allclose(by_day["bankroll"].list.get(0).to_numpy(), before)
    assert by_day["bankroll"].list.len().unique().to_list() == [1]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: type(plan).__name__)
def test_results_of_a_day_change_no_stake_of_that_day_or_before(plan: Percent) -> None:
    settled = simulated_bets()
    day = sorted(settled["date"].unique())[10]
    other = settled.with_columns(
        unit_profit=pl.when(pl.col("date") >= day).then(-1.0).otherwise("unit_profit")
    )
    one, two = (run_bankroll(each, plan).filter(pl.col("date") <= day) for each in (settled, other))
    assert one["stake"].equals(two["stake"])
    assert not one["profit"].equals(two["profit"])


@settings(quick, max_examples=30)
@given(st.integers(0, 1000))
def test_the_order_of_bets_does_not_matter(seed: int) -> None:
    settled = simulated_bets(days=6)
    shuffled = settled.sample(fraction=1, shuffle=True, seed=seed)
    key = ["date", "game_id", "player_id"]
    one, two = (run_bankroll(each, Kelly()).sort(key) for each in (settled, shuffled))
    np.testing.assert_allclose(one["stake"].to_numpy(), two["stake"].to_numpy(), rtol=1e-12)


def test_the_bankroll_never_falls_below_zero_and_then_nothing_is_staked() -> None:
    settled = simulated_bets(edge=-0.5)
    ledger = run_bankroll(settled, Percent(share=1, bet_cap=1, game_cap=1, day_cap=1))
    assert ledger["bankroll"].min() == 0
    assert (ledger["bankroll"] >= 0).all()
    spent = ledger.group_by("date").agg(pl.col("stake").sum(), pl.col("bankroll").first())
    assert (spent["stake"] <= spent["bankroll"] * (1 + 1e-12)).all()


def test_void_and_pending_bets_are_staked_and_move_nothing() -> None:
    ledger = run_bankroll(simulated_bets(), Percent())
    void, pending = (ledger.filter(pl.col("result") == r.value) for r in (BetResult.VOID, BetResult.PENDING))
    assert void.height > 5
    assert pending.height > 5
    assert (void["stake"] > 0).all()
    assert (pending["stake"] > 0).all()
    assert void["profit"].unique().to_list() == [0.0]
    assert pending["profit"].unique().to_list() == [None]


def test_bets_that_the_plan_does_not_want_have_no_stake() -> None:
    settled = two_days().with_columns(p_win=0.3, p_lose=0.7)
    assert run_bankroll(settled, Kelly())["stake"].to_list() == [0.0, 0.0, 0.0]


def test_without_bets_there_is_an_empty_ledger() -> None:
    ledger = run_bankroll(two_days().clear(), Kelly())
    assert ledger.height == 0
    assert {"kelly", "bankroll", "stake", "profit"} <= set(ledger.columns)
