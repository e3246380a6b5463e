"""Thresholds found on the first part of a priced period."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.selection import BetSelection
from nba_props.ledger.tuning import tune
from nba_props.staking.flat import Flat
from tests.ledger.cases import DAY, simulated_bets


def candidates(days: int = 30) -> pl.DataFrame:
    """Even money; who sees 6 % or more wins 70 %, the others 30 %, in the first half."""
    frame = simulated_bets(days=days, per_day=24).with_columns(suspect=pl.lit(value=False))
    good = pl.col("value") >= 0.05
    lucky = pl.int_range(pl.len()).over(good) % 10 < pl.when(good).then(7).otherwise(3)
    return frame.with_columns(
        unit_profit=pl.when(pl.col("result").is_in(["win", "loss"]))
        .then(pl.when(lucky).then(1.0).otherwise(-1.0))
        .otherwise("unit_profit")
    )


def test_it_finds_the_threshold_that_paid() -> None:
    tuned = tune(candidates(), BetSelection(), values=(0.0, 0.05, 0.09), edges=(None,), least_bets=10)
    assert tuned.selection.min_value == 0.05
    assert tuned.selection.min_edge is None
    assert tuned.tried.height == 3


def test_the_share_counts_dates_and_leaves_later_ones() -> None:
    frame = candidates()
    tuned = tune(frame, BetSelection(), share=0.4)
    assert tuned.until == DAY + dt.timedelta(days=11)
    assert not frame.filter(pl.col("date") > tuned.until).is_empty()


def test_games_to_come_move_no_date_that_is_tuned_on() -> None:
    frame = candidates()
    later = DAY + pl.duration(days=60 + pl.int_range(pl.len()) % 20)
    to_come = frame.with_columns(
        date=later.cast(pl.Date),
        result=pl.lit("pending", frame.schema["result"]),
        unit_profit=pl.lit(None, pl.Float64),
    )
    one, two = (tune(each, BetSelection()) for each in (frame, pl.concat([frame, to_come])))
    assert (one.until, one.selection) == (two.until, two.selection)


def test_results_of_the_rest_change_nothing_that_is_found() -> None:
    frame = candidates()
    tuned = tune(frame, BetSelection())
    later = pl.col("date") > tuned.until
    other = tune(
        frame.with_columns(
            unit_profit=pl.when(later).then(-pl.col("unit_profit")).otherwise("unit_profit"),
            value=pl.when(later).then(9.0).otherwise("value"),
            result=pl.when(later).then(pl.lit("loss")).otherwise(pl.col("result").cast(pl.String)),
        ),
        BetSelection(),
    )
    assert other.selection == tuned.selection
    assert other.until == tuned.until
    assert other.tried.equals(tuned.tried)


def test_all_other_rules_stay() -> None:
    rules = BetSelection(books=["a", "b"], max_price=3.0, per_player_game=2)
    found = tune(candidates(), rules, least_bets=10).selection
    assert (found.books, found.max_price, found.per_player_game) == (["a", "b"], 3.0, 2)


def test_with_too_few_bets_the_selection_is_returned_as_it_was() -> None:
    rules = BetSelection(min_value=0.033, min_edge=0.01)
    tuned = tune(candidates(), rules, least_bets=100_000)
    assert tuned.selection == rules
    assert tuned.tried["score"].null_count() == tuned.tried.height


def test_scores_are_the_t_value_of_daily_profit() -> None:
    frame = candidates()
    tuned = tune(frame, BetSelection(), values=(0.0,), edges=(None,))
    row = tuned.tried.row(0, named=True)
    bets = BetSelection(min_value=0.0).choose(frame.filter(pl.col("date") <= tuned.until))
    ledger = run_bankroll(bets, Flat(bankroll=1e6))
    counted = ledger.filter(pl.col("result").is_in(["win", "loss", "push"]))
    daily = counted.group_by("date").agg(pl.col("profit").sum())["profit"].to_numpy()
    assert row["bets"] == counted.height
    assert row["profit"] == pytest.approx(daily.sum())
    assert row["score"] == pytest.approx(daily.mean() / daily.std(ddof=1) * len(daily) ** 0.5)


def test_one_date_cannot_be_split() -> None:
    with pytest.raises(DataError, match=r"^bets\.tuned_share: 1 tested dates have settled candidates: must"):
        tune(candidates(days=1), BetSelection())


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nothing_or_everything_is_no_part(share: float) -> None:
    with pytest.raises(DataError, match="above 0 and below 1"):
        tune(candidates(), BetSelection(), share)


@pytest.mark.parametrize("share", [0.001, 0.999])
def test_both_parts_have_a_date(share: float) -> None:
    frame = candidates()
    tuned = tune(frame, BetSelection(), share)
    assert frame["date"].min() <= tuned.until < frame["date"].max()  # type: ignore[operator]
