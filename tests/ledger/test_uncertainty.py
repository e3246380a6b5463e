"""Intervals over game dates."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.evaluation.bootstrap import LEAST_DATES, DateBootstrap
from nba_props.ledger.daily import Daily
from nba_props.ledger.metrics import betting_metrics, sharpe_ratio
from nba_props.ledger.uncertainty import highest_roi, roi_above_zero, sharpe_ratios, uncertainty
from nba_props.staking.flat import Flat
from tests.ledger.cases import simulated_ledger


def days(seed: int = 0, count: int = 30, edge: float = 0.0) -> Daily:
    return Daily.of(simulated_ledger(Flat(), seed=seed, days=count, edge=edge))


def resampled(daily: Daily, resamples: int = 2000, seed: int = 1) -> DateBootstrap:
    return DateBootstrap.of(daily.dates, seed, resamples)


def test_the_figures_lie_in_their_intervals() -> None:
    ledger = simulated_ledger()
    daily = Daily.of(ledger)
    intervals = uncertainty(daily, resampled(daily)).intervals
    figures = betting_metrics(ledger)
    assert set(intervals) == {"betting_roi", "betting_win_rate", "betting_sharpe_ratio"}
    for name, (low, high) in intervals.items():
        assert low < figures[name] < high


def test_sharpe_ratios_of_resamples_are_those_of_the_dates_drawn() -> None:
    daily = days()
    bootstrap = resampled(daily, 20)
    expected = [sharpe_ratio(np.repeat(daily.returns, row.astype(int))) for row in bootstrap.counts]
    np.testing.assert_allclose(sharpe_ratios(daily, bootstrap), np.array(expected, dtype=float), rtol=1e-9)


def test_a_calendar_wider_than_the_ledger_does_no_harm() -> None:
    ledger = simulated_ledger(Flat())
    first = Daily.of(ledger.filter(ledger["date"] <= sorted(ledger["date"].unique())[24]))
    wide = DateBootstrap.of(Daily.of(ledger).dates, 1, 4000)
    found, alone = (uncertainty(first, b).intervals for b in (wide, resampled(first, 4000)))
    assert len(alone) == 3
    for name, (low, high) in alone.items():
        width = high - low
        assert found[name] == pytest.approx((low, high), abs=width / 3)


def test_the_interval_of_the_roi_covers_the_truth_about_as_often_as_it_says() -> None:
    """Even money at 2.0 on average, at a chance of a half: nothing is expected."""
    covered = 0
    for seed in range(60):
        daily = days(seed, count=60)
        low, high = uncertainty(daily, resampled(daily, 500, seed)).intervals["betting_roi"]
        covered += low <= 0 <= high
    assert covered >= 51


def test_a_real_edge_is_seen_as_one_and_its_absence_too() -> None:
    probability = [roi_above_zero(d, resampled(d)) for d in (days(edge=0.2), days(), days(edge=-0.2))]
    assert probability[0] > 0.99
    assert 0.02 < probability[1] < 0.98
    assert probability[2] < 0.01


def test_resamples_without_a_bet_have_no_say() -> None:
    ledger = simulated_ledger(Flat(), edge=0.5)
    dates = sorted(ledger["date"].unique())
    one = Daily.of(ledger.filter(ledger["date"] == dates[0]))
    assert one.profit.sum() > 0
    assert roi_above_zero(one, DateBootstrap.of(np.array(dates[:3], dtype="datetime64[D]"), 1, 500)) == 1


def test_the_same_seed_gives_the_same_ends() -> None:
    daily = days()
    one, two = (uncertainty(daily, resampled(daily, seed=7)).metrics for _ in range(2))
    assert one == two
    assert set(one) == {
        "betting_roi_low", "betting_roi_high", "betting_win_rate_low", "betting_win_rate_high",
        "betting_sharpe_ratio_low", "betting_sharpe_ratio_high", "betting_p_roi_above_0",
    }  # fmt: skip


@pytest.mark.parametrize(("count", "known"), [(LEAST_DATES - 1, False), (LEAST_DATES, True)])
def test_bets_on_few_dates_of_many_have_no_uncertainty_to_show(count: int, known: bool) -> None:
    whole = simulated_ledger(Flat())
    dates = whole["date"].unique().sort()
    daily = Daily.of(whole.filter(whole["date"] <= dates[count - 1]), dates.to_list())
    assert len(daily.dates) == 30
    assert len(uncertainty(daily, resampled(daily)).metrics) == (7 if known else 0)


@pytest.mark.parametrize("price", [1.5, 1.91, 3.7])
def test_bets_that_were_all_won_at_one_price_have_no_interval(price: float) -> None:
    """Each resample has the same ratio, but for its last digit."""
    daily = days(count=40)
    none = np.zeros(len(daily.dates))
    won = Daily(daily.dates, daily.bankroll, daily.staked, daily.staked * (price - 1), daily.wins + 1, none)
    assert set(uncertainty(won, resampled(won)).intervals) <= {"betting_sharpe_ratio"}
    assert "betting_p_roi_above_0" not in uncertainty(won, resampled(won)).metrics


def test_one_date_has_no_uncertainty_to_show() -> None:
    daily = days(count=1)
    assert uncertainty(daily, resampled(daily)).metrics == {}


def test_equal_returns_have_no_sharpe_ratio_to_show() -> None:
    daily = days()
    same = Daily(daily.dates, daily.bankroll, daily.staked, daily.bankroll * 0.01, daily.wins, daily.losses)
    assert np.isnan(sharpe_ratios(same, resampled(same, 50))).all()
    assert "betting_sharpe_ratio" not in uncertainty(same, resampled(same, 50)).intervals


@pytest.mark.parametrize(
    ("bets", "expected"), [(0.0, None), (1.0, 0.1 + 1.959964), (400.0, 0.1 + 1.959964 / 20)]
)
def test_few_bets_speak_against_few_returns_and_no_bets_for_none(bets: float, expected: float | None) -> None:
    metrics = {"betting_roi": 0.1, "betting_n_bets": bets, "betting_average_odds": 2.0}
    assert highest_roi(metrics) == (None if expected is None else pytest.approx(expected, abs=1e-6))
    assert highest_roi(metrics | {"betting_roi_high": 0.03}) == 0.03
    assert highest_roi({}) is None
    assert highest_roi({"betting_n_bets": bets}) is None
