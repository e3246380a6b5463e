"""Checks of the bets."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.findings.base import Status
from nba_props.findings.check.power import bets_needed

from .cases import INTERVALS, METRICS, judge, ledger, sound, with_metrics

FIRST_TWELFTH = pl.int_range(pl.len()) < 260


def spoiled(column: str, value: pl.Expr, where: pl.Expr = FIRST_TWELFTH) -> pl.DataFrame:
    """The ledger with another value in some rows of a column."""
    return ledger().with_columns(pl.when(where).then(value).otherwise(pl.col(column)).alias(column))


def test_fewer_bets_than_the_claim_needs_are_an_issue_that_says_how_many() -> None:
    evidence = sound(intervals={**INTERVALS, "betting_roi": (-0.06, 0.14)})
    finding = judge("NBP003", evidence)
    assert finding.status is Status.ISSUE
    assert "3,120 bets" in finding.reason
    assert f"about {bets_needed(3_120, 0.2 / 3.91992, 0.05):,}" in finding.reason


def test_bets_enough_for_the_claim_pass() -> None:
    assert judge("NBP003", sound()).status is Status.PASSED


@pytest.mark.parametrize("narrow", [{}, {"betting_roi": (0.0399, 0.0401)}])
def test_at_least_what_fair_prices_vary_by_says_how_many_are_needed(
    narrow: dict[str, tuple[float, float]],
) -> None:
    finding = judge("NBP003", sound(intervals=narrow))
    assert "takes about 2,983" in finding.reason  # (2.80 / 0.05)^2 x (1.95 - 1)


@pytest.mark.parametrize("bets", [1, 4, 30])
def test_a_few_bets_that_were_all_won_are_too_few(bets: int) -> None:
    won = ledger(bets).with_columns(profit=pl.lit(0.95))
    finding = judge("NBP003", sound(ledger=won, intervals={"betting_roi": (0.95, 0.95)}))
    assert finding.status is Status.ISSUE


def test_four_times_the_bets_are_needed_for_half_the_claim() -> None:
    assert bets_needed(1_000_000, 0.05, 0.02) == pytest.approx(4 * bets_needed(1_000_000, 0.05, 0.04), abs=4)


def test_a_return_whose_interval_holds_zero_is_an_issue() -> None:
    finding = judge("NBP004", sound(intervals={"betting_roi": (-0.02, 0.1)}))
    assert finding.status is Status.ISSUE
    assert "ROI is +4.0 % (-2.0 to +10.0) over 3,120 bets; the interval holds zero" in finding.reason


def test_a_return_without_an_interval_is_not_shown_either() -> None:
    finding = judge("NBP004", sound(intervals={}))
    assert (finding.status, finding.reason) == (
        Status.ISSUE,
        "ROI is +4.0 % over 3,120 bets, too few for an interval",
    )
    assert judge("NBP004", with_metrics(betting_roi=float("nan"))).status is Status.NOT_APPLICABLE


def test_a_return_surely_below_zero_is_an_issue_that_says_so() -> None:
    evidence = sound(metrics={**METRICS, "betting_roi": -0.05}, intervals={"betting_roi": (-0.09, -0.01)})
    assert "below zero" in judge("NBP004", evidence).reason


def test_a_return_surely_above_zero_passes() -> None:
    assert judge("NBP004", sound()).status is Status.PASSED


def test_bets_worth_less_than_their_stake_at_the_close_are_an_issue() -> None:
    finding = judge("NBP009", with_metrics(betting_clv_novig=-0.01))
    assert finding.status is Status.ISSUE
    assert "200 bets are worth 1.0 % less than their stake, and 58 % beat" in finding.reason


def test_bets_worth_more_than_their_stake_at_the_close_pass() -> None:
    finding = judge("NBP009", sound())
    assert finding.status is Status.PASSED
    assert "200 bets are worth 1.5 % more than their stake" in finding.reason


def test_a_few_bets_with_a_close_say_nothing() -> None:
    evidence = with_metrics(betting_clv_novig=-0.01, betting_n_closed=12.0)
    assert judge("NBP009", evidence).status is Status.NOT_APPLICABLE


def test_profit_from_one_book_is_a_tip_that_names_it() -> None:
    bets = spoiled("profit", pl.lit(-0.2), pl.col("book") != "book2")
    bets = bets.with_columns(pl.when(pl.col("book") == "book2").then(0.9).otherwise("profit").alias("profit"))
    finding = judge("NBP010", sound(ledger=bets))
    assert finding.status is Status.TIP
    assert "from book book2" in finding.reason


def test_profit_from_one_player_names_the_player() -> None:
    only = pl.col("player_id") == 105
    bets = spoiled("profit", pl.lit(-0.1), ~only)
    finding = judge(
        "NBP010", sound(ledger=bets.with_columns(profit=pl.when(only).then(9.0).otherwise("profit")))
    )
    assert finding.status is Status.TIP
    assert "player Player 5" in finding.reason


def test_profit_spread_over_books_players_and_weeks_passes() -> None:
    assert judge("NBP010", sound()).status is Status.PASSED


def drawn_ledger(seed: int, bets: int, returns: float = 0.0) -> pl.DataFrame:
    """Independent bets of one unit on a hundred players at six books: nothing is concentrated."""
    rng = np.random.default_rng(seed)
    won = rng.random(bets) < (1 + returns) / 1.91
    return ledger(bets).with_columns(
        book=pl.Series(rng.choice(list("ABCDEF"), bets)),
        player_id=pl.Series(rng.integers(0, 100, bets)),
        profit=pl.Series(np.where(won, 0.91, -1.0)),
    )


@pytest.mark.parametrize("bets", [100, 600])
def test_the_best_of_many_players_makes_up_a_small_profit_by_luck(bets: int) -> None:
    found = [judge("NBP010", sound(ledger=drawn_ledger(seed, bets))) for seed in range(40)]
    profitable = [each for each in found if each.status is not Status.NOT_APPLICABLE]
    assert len(profitable) > 12
    assert sum(each.raised for each in profitable) <= 2
    by_luck = "; the best of so many may make as much by chance"
    assert sum(each.reason.endswith(by_luck) for each in profitable) > len(profitable) / 3


@pytest.mark.parametrize("name", ["book A", "player 7"])
def test_a_planted_source_of_profit_is_found_among_the_luck(name: str) -> None:
    often = pl.when(pl.col("player_id") < 10).then(7).otherwise("player_id")
    bets = drawn_ledger(3, 1_500, -0.05).with_columns(player_id=often)
    source = pl.format("book {}", "book") if name.startswith("book") else pl.format("player {}", "player_id")
    wrong = drawn_ledger(3, 1_500, 0.5)["profit"]
    spoilt = bets.with_columns(profit=pl.when(source == name).then(wrong).otherwise("profit"))
    finding = judge("NBP010", sound(ledger=spoilt, rows=None))
    assert finding.raised
    assert f"came from {name}; the rest is " in finding.reason


def test_bets_without_a_profit_have_none_to_come_from_anywhere() -> None:
    lost = ledger().with_columns(profit=pl.lit(-1.0))
    assert judge("NBP010", sound(ledger=lost)).status is Status.NOT_APPLICABLE


def test_bets_on_suspect_quotes_are_an_issue_with_the_return_of_the_others() -> None:
    bets = spoiled("suspect", pl.lit(value=True)).with_columns(
        reason=pl.when("suspect").then(pl.lit("price_off_line"))
    )
    finding = judge("NBP011", sound(ledger=bets))
    assert finding.status is Status.ISSUE
    assert "260 of 3,120 bets are on suspect quotes (price_off_line)" in finding.reason
    assert "the others return +5.0 %" in finding.reason


def test_bets_on_screened_quotes_pass_and_say_how_many_were_kept_out() -> None:
    finding = judge("NBP011", sound())
    assert finding.status is Status.PASSED
    assert "14 quotes were kept out" in finding.reason


def test_a_bet_after_tip_off_is_an_issue() -> None:
    late = spoiled("quoted_at", pl.col("tip_off"), pl.int_range(pl.len()) == 7)
    finding = judge("NBP012", sound(ledger=late))
    assert finding.status is Status.ISSUE
    assert "1 was made at tip-off or later" in finding.reason


def test_bets_at_yesterdays_prices_are_an_issue() -> None:
    old = spoiled("quoted_at", pl.col("quoted_at") - dt.timedelta(days=1))
    finding = judge("NBP012", sound(ledger=old))
    assert finding.status is Status.ISSUE
    assert "8.3 % at quotes older" in finding.reason


def test_bets_at_fresh_prices_before_tip_off_pass() -> None:
    assert judge("NBP012", sound()).status is Status.PASSED


def test_bets_without_a_tip_off_are_not_among_those_made_before_it() -> None:
    reason = judge("NBP012", sound()).reason
    assert reason.startswith("all of 3,120 bets with a known tip-off were made before it, ")
    some = spoiled("tip_off", pl.lit(None, pl.Datetime("us", "UTC")), pl.int_range(pl.len()) % 3 == 0)
    finding = judge("NBP012", sound(ledger=some))
    assert finding.status is Status.PASSED
    assert "all of 2,080 bets with a known tip-off were made before it (1,040 have none), " in finding.reason


def test_without_tip_off_times_nobody_can_say_that_no_bet_was_in_play() -> None:
    blind = ledger().with_columns(tip_off=pl.lit(None, pl.Datetime("us", "UTC")))
    assert judge("NBP012", sound(ledger=blind)).status is Status.NOT_APPLICABLE


def test_many_voids_are_a_tip() -> None:
    finding = judge("NBP016", sound(ledger=spoiled("result", pl.lit("void"))))
    assert finding.status is Status.TIP
    assert "8.3 % of 3,120 bets are void" in finding.reason


def test_bets_on_games_to_come_make_voids_no_rarer() -> None:
    bets = spoiled("result", pl.lit("void"), pl.int_range(pl.len()) < 100)
    bets = bets.with_columns(
        result=pl.when(pl.int_range(pl.len()) < 1_000).then("result").otherwise(pl.lit("pending"))
    )
    finding = judge("NBP016", sound(ledger=bets))
    assert finding.status is Status.TIP
    assert "10.0 % of 1,000 bets are void" in finding.reason


def test_more_pushes_than_the_probabilities_expect_are_a_tip() -> None:
    assert judge("NBP016", sound(ledger=spoiled("result", pl.lit("push")))).status is Status.TIP


def test_as_many_pushes_as_expected_pass() -> None:
    bets = spoiled("result", pl.lit("push")).with_columns(p_push=pl.lit(1 / 12))
    assert judge("NBP016", sound(ledger=bets)).status is Status.PASSED


def test_a_large_sure_return_is_to_be_distrusted() -> None:
    evidence = sound(metrics={**METRICS, "betting_roi": 0.12}, intervals={"betting_roi": (0.03, 0.2)})
    assert judge("NBP019", evidence).status is Status.TIP


def test_a_modest_return_is_plausible() -> None:
    assert judge("NBP019", sound()).status is Status.PASSED


def test_a_claim_above_what_the_bets_can_have_returned_is_an_issue() -> None:
    finding = judge("NBP020", with_metrics(betting_expected_roi=0.15))
    assert finding.status is Status.ISSUE
    assert finding.reason == "claimed +15.0 %, realised +4.0 % (+1.0 to +7.0)"


def test_a_claim_inside_the_interval_passes() -> None:
    assert judge("NBP020", sound()).status is Status.PASSED


def test_bets_on_one_side_alone_are_a_tip() -> None:
    finding = judge("NBP021", sound(ledger=ledger().with_columns(side=pl.lit("under"))))
    assert finding.status is Status.TIP
    assert "100 % of 3,120 bets are under" in finding.reason


def test_bets_on_both_sides_pass() -> None:
    assert judge("NBP021", sound()).status is Status.PASSED
