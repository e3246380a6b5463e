"""Betting metrics by hand, and the algebra that they keep to."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.columns import BetResult
from nba_props.ledger.daily import Daily, counted
from nba_props.ledger.metrics import (
    betting_metrics,
    longest_losing_run,
    max_drawdown,
    sharpe_ratio,
)
from nba_props.ledger.settle import settle
from nba_props.staking.flat import Flat
from nba_props.staking.percent import Percent
from tests.ledger.cases import DAY, bets, outcomes, simulated_ledger
from tests.properties import quick

few = settings(quick, max_examples=20)
seeds = st.integers(0, 500)
ADDITIVE = ("betting_profit", "betting_staked", "betting_n_bets", "betting_n_pushes", "betting_n_closed")


def by_hand() -> pl.DataFrame:
    """Two days of flat bets of 1: won at 2.5, lost, pushed, void; then lost, lost."""
    tomorrow = DAY + dt.timedelta(days=1)
    rows: list[dict[str, Any]] = [
        {"player_id": 1, "price": 2.5},
        {"player_id": 2, "price": 1.9},
        {"player_id": 3, "price": 2.0, "line": 20.0},
        {"player_id": 4, "price": 1.8},
        {"player_id": 5, "price": 1.9, "game_id": "g2", "date": tomorrow},
        {"player_id": 6, "price": 2.0, "game_id": "g2", "date": tomorrow},
        {"player_id": 7, "price": 2.0, "game_id": "g3", "date": tomorrow},
    ]
    known = outcomes(
        ("g1", 1, 30.0, 30.0), ("g1", 2, 10.0, 30.0), ("g1", 3, 20.0, 30.0), ("g1", 4, None, None),
        ("g2", 5, 10.0, 30.0), ("g2", 6, 10.0, 30.0),
    )  # fmt: skip
    settled = settle(bets(*rows), known).with_columns(
        clv=pl.when(pl.col("player_id") == 1).then(0.1).when(pl.col("player_id") == 2).then(-0.02),
        clv_novig=pl.lit(None, pl.Float64),
    )
    return run_bankroll(settled, Flat(stake=1, bankroll=100))


def test_the_figures_of_a_ledger_done_by_hand() -> None:
    found = betting_metrics(by_hand())
    first, second = 0.5 / 100, -2 / 100.5
    sharpe = np.mean([first, second]) / np.std([first, second], ddof=1) * math.sqrt(165)
    assert found == {
        "betting_n_bets": 5,
        "betting_n_pushes": 1,
        "betting_n_voids": 1,
        "betting_n_pending": 1,
        "betting_n_closed": 2,
        "betting_profit": pytest.approx(-1.5),
        "betting_staked": pytest.approx(5),
        "betting_roi": pytest.approx(-0.3),
        "betting_flat_roi": pytest.approx(-0.3),
        "betting_expected_roi": pytest.approx(0.045),
        "betting_win_rate": pytest.approx(0.25),
        "betting_average_odds": pytest.approx((2.5 + 1.9 + 2.0 + 1.9 + 2.0) / 5),
        "betting_kelly_criterion": pytest.approx(
            np.mean([(0.55 * b - 0.45) / b for b in (1.5, 0.9, 1.0, 0.9, 1.0)])
        ),
        "betting_clv": pytest.approx(0.04),
        "betting_beat_close": pytest.approx(0.5),
        "betting_sharpe_ratio": pytest.approx(sharpe),
        "betting_max_drawdown": pytest.approx(2 / 100.5),
        "betting_longest_losing_run": 3,
    }


def test_what_cannot_be_computed_is_absent() -> None:
    nothing = betting_metrics(by_hand().clear())
    assert set(nothing) == {f"betting_n_{n}" for n in ("bets", "pushes", "closed", "voids", "pending")}
    assert set(nothing.values()) == {0}
    pushed = betting_metrics(by_hand().filter(pl.col("result") == BetResult.PUSH.value))
    assert not {
        "betting_win_rate", "betting_sharpe_ratio", "betting_clv", "betting_beat_close",
        "betting_longest_losing_run",
    } & set(pushed)  # fmt: skip
    assert pushed["betting_roi"] == 0


def test_the_bankroll_starts_before_the_first_day() -> None:
    np.testing.assert_allclose(Daily.of(by_hand()).equity, [100, 100.5, 98.5])


# The algebra


@few
@given(seeds, st.integers(1, 29))
def test_sums_of_two_parts_add_up_and_the_roi_is_their_mean_by_stake(seed: int, cut: int) -> None:
    ledger = simulated_ledger(seed=seed)
    day = DAY + dt.timedelta(days=cut)
    parts = [betting_metrics(ledger.filter(e)) for e in (pl.col("date") < day, pl.col("date") >= day)]
    whole = betting_metrics(ledger)
    for name in ADDITIVE:
        assert sum(part.get(name, 0) for part in parts) == pytest.approx(whole[name], abs=1e-9)
    weighed = sum(part["betting_roi"] * part["betting_staked"] for part in parts)
    assert whole["betting_roi"] == pytest.approx(weighed / whole["betting_staked"], abs=1e-12)
    assert whole["betting_max_drawdown"] >= max(p["betting_max_drawdown"] for p in parts) - 1e-12


@few
@given(seeds, st.floats(0.01, 1000))
def test_with_all_money_scaled_only_money_is_scaled(seed: int, factor: float) -> None:
    ledger = simulated_ledger(seed=seed)
    one = betting_metrics(ledger)
    two = betting_metrics(ledger.with_columns(pl.col("stake", "profit", "bankroll") * factor))
    for name, value in one.items():
        scale = factor if name in ("betting_profit", "betting_staked") else 1
        assert two[name] == pytest.approx(value * scale, rel=1e-9, abs=1e-9)


@few
@given(seeds, st.floats(0.01, 1))
def test_smaller_stakes_on_the_same_bankroll_keep_roi_and_sharpe_and_shrink_the_drawdown(
    seed: int, factor: float
) -> None:
    ledger = simulated_ledger(plan=Flat(), seed=seed)
    one = betting_metrics(ledger)
    two = betting_metrics(ledger.with_columns(pl.col("stake", "profit") * factor))
    assert two["betting_roi"] == pytest.approx(one["betting_roi"], abs=1e-12)
    assert two["betting_win_rate"] == one["betting_win_rate"]
    assert two["betting_flat_roi"] == one["betting_flat_roi"]
    assert two["betting_max_drawdown"] <= one["betting_max_drawdown"] + 1e-12


@few
@given(seeds, seeds)
def test_the_order_of_bets_does_not_matter(seed: int, order: int) -> None:
    ledger = simulated_ledger(seed=seed)
    shuffled = ledger.sample(fraction=1, shuffle=True, seed=order)
    assert betting_metrics(shuffled) == pytest.approx(betting_metrics(ledger), rel=1e-9, abs=1e-12)


@few
@given(seeds)
def test_voids_pending_and_unstaked_bets_change_nothing_but_their_counts(seed: int) -> None:
    ledger = simulated_ledger(seed=seed)
    without = betting_metrics(counted(ledger))
    result, changed = pl.col("result"), betting_metrics(ledger)
    unstaked = ledger.with_columns(stake=0.0, profit=0.0)
    assert betting_metrics(pl.concat([ledger, unstaked])) == pytest.approx(changed)
    voids = ledger.filter(result == BetResult.VOID.value).height
    pending = ledger.filter(result == BetResult.PENDING.value).height
    assert changed == pytest.approx(without | {"betting_n_voids": voids, "betting_n_pending": pending})


@few
@given(seeds)
def test_pushes_are_staked_but_not_decided(seed: int) -> None:
    ledger = simulated_ledger(seed=seed)
    decided = ledger.filter(pl.col("result") != BetResult.PUSH.value)
    one, two = betting_metrics(ledger), betting_metrics(decided)
    assert one["betting_win_rate"] == two["betting_win_rate"]
    assert one["betting_profit"] == pytest.approx(two["betting_profit"])
    assert one["betting_longest_losing_run"] == two["betting_longest_losing_run"]
    pushed = float(ledger.filter(pl.col("result") == BetResult.PUSH.value)["stake"].sum())
    assert one["betting_staked"] == pytest.approx(two["betting_staked"] + pushed)


@few
@given(seeds)
def test_the_drawdown_is_between_nothing_and_everything(seed: int) -> None:
    found = betting_metrics(simulated_ledger(plan=Percent(share=0.05, day_cap=1, game_cap=1), seed=seed))
    assert 0 <= found["betting_max_drawdown"] < 1
    assert found["betting_profit"] >= -1000


@few
@given(seeds)
def test_the_flat_return_is_that_of_equal_stakes(seed: int) -> None:
    ledger = simulated_ledger(seed=seed)
    level = betting_metrics(ledger.with_columns(stake=7.0, profit=7 * pl.col("unit_profit")))
    assert level["betting_roi"] == pytest.approx(level["betting_flat_roi"])
    assert betting_metrics(ledger)["betting_flat_roi"] == pytest.approx(level["betting_flat_roi"])


# Single figures


def test_a_loss_from_the_start_on_is_a_drawdown() -> None:
    assert max_drawdown(np.array([100.0, 90, 95])) == pytest.approx(0.1)
    assert max_drawdown(np.array([100.0, 120, 60, 130])) == pytest.approx(0.5)
    assert max_drawdown(np.array([100.0, 110, 120])) == 0
    assert max_drawdown(np.zeros(0)) is None


def test_equal_returns_have_no_sharpe_ratio() -> None:
    assert sharpe_ratio(np.full(5, 0.01)) is None
    assert sharpe_ratio(np.array([0.01])) is None
    assert sharpe_ratio(np.array([0.0, 0.02])) == pytest.approx(0.01 / np.std([0, 0.02], ddof=1) * 165**0.5)


@pytest.mark.parametrize(
    ("results", "run"),
    [("LLWLLL", 3), ("WW", 0), ("L", 1), ("LPLVL", 3), ("WLLPLW", 3), ("PV", None), ("", None)],
)
def test_the_longest_losing_run_skips_pushes_and_voids(results: str, run: int | None) -> None:
    names = {"L": "loss", "W": "win", "P": "push", "V": "void"}
    days = [{"date": DAY + dt.timedelta(days=i), "player_id": i} for i in range(len(results))]
    frame = bets(*days) if days else bets({}).clear()
    frame = frame.with_columns(pl.Series("result", [names[r] for r in results], dtype=pl.String))
    assert longest_losing_run(frame) == run


def test_dates_without_bets_count_in_the_sharpe_ratio_where_the_calendar_is_given() -> None:
    ledger = by_hand()
    idle = [DAY + dt.timedelta(days=i) for i in range(-1, 3)]
    daily = Daily.of(ledger, idle)
    np.testing.assert_allclose(daily.returns, [0, 0.5 / 100, -2 / 100.5, 0])
    np.testing.assert_allclose(daily.bankroll, [100, 100, 100.5, 100.5])
    np.testing.assert_allclose(daily.equity, [100, 100, 100.5, 98.5, 98.5])
    plain, calm = betting_metrics(ledger), betting_metrics(ledger, idle)
    assert abs(calm["betting_sharpe_ratio"]) < abs(plain["betting_sharpe_ratio"])
    differing = {name for name in plain if plain[name] != pytest.approx(calm[name])}
    assert differing == {"betting_sharpe_ratio"}
