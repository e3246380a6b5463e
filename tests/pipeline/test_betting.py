"""From probabilities to bets, in time order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.evaluation.catalogue import logged_for_all_quotes
from nba_props.evaluation.scope import RunScope
from nba_props.ledger.columns import BET
from nba_props.ledger.metrics import betting_metrics
from nba_props.ledger.offers import BetAt
from nba_props.ledger.selection import BetSelection
from nba_props.ledger.tuning import EDGES, VALUES
from nba_props.market import Market
from nba_props.pipeline.betting import Betting, BettingRules, bet, check_tuning
from nba_props.pipeline.compute import compute
from nba_props.pipeline.forecast import Forecast, forecast
from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.staking.flat import Flat
from nba_props.staking.percent import Percent
from nba_props.validation.base import Fold
from tests.simulated import Walked, quick

pytestmark = pytest.mark.slow

POISONED = ("data.biased_book=Bravo", "data.bias=0.2")
CHOSEN = [*BET, "date", "price", "value", "edge", "p_win", "novig", "bet_at", "closing_price", "clv"]


@cache
def probabilities(*overrides: str) -> Forecast:
    return quick("calibration=platt", *overrides).forecast()


def bets_of(run: Walked, forecasted: Forecast, terms: BettingRules) -> Betting:
    made = bet(run.screened, run.data.player_games, run.experiment.market, forecasted, terms)
    assert made is not None
    return made


def terms_of(**rules: Any) -> BettingRules:
    return BettingRules(BetSelection(**rules), Flat(), dispersion=12.0, devig=Multiplicative(), seed=1)


@cache
def made(*overrides: str) -> Betting:
    return bets_of(quick("calibration=platt", *overrides), probabilities(*overrides), terms_of())


def with_rules(**rules: Any) -> Betting:
    return bets_of(quick("calibration=platt"), probabilities(), terms_of(**rules))


def with_other_outcomes(since: dt.date) -> tuple[Walked, Forecast]:
    """The run as if everybody had scored half as much from a date on."""
    run = quick("calibration=platt")
    later = pl.col("date") >= since
    stats = run.experiment.market.stats
    games = run.data.player_games.with_columns(
        pl.when(later).then(pl.col(name) // 2).otherwise(pl.col(name)).cast(run.data.player_games[name].dtype)
        for name in stats
    )
    y = games.select("game_id", "player_id", y=run.experiment.market.outcome())
    rows = run.predicted.rows
    rows = rows.drop("y").join(y, on=["game_id", "player_id"], maintain_order="left").select(rows.columns)
    other = replace(run, data=run.data.with_player_games(games), predicted=replace(run.predicted, rows=rows))
    part = other.experiment
    return other, forecast(other.predicted, part.distribution, part.calibration, other.lines)


def test_bets_are_made_in_test_folds_alone() -> None:
    rows = probabilities().predictions.rows
    tested = rows.filter(~pl.col("warmup")).select("game_id", "player_id")
    ledger = made().summary.ledger
    assert ledger.height > 500
    assert ledger.join(tested, on=["game_id", "player_id"], how="anti").is_empty()
    quoted = quick("calibration=platt").screened.quotes
    warm = rows.filter("warmup").select("game_id", "player_id")
    assert not quoted.join(warm, on=["game_id", "player_id"], how="semi").is_empty()


def test_every_bet_was_on_offer_when_it_was_made() -> None:
    ledger = made().summary.ledger
    quotes = quick("calibration=platt").screened.quotes
    sides = pl.concat(
        quotes.with_columns(side=pl.lit(side, ledger["side"].dtype), offered=f"{side}_price")
        for side in ("over", "under")
    ).select(*BET, "offered", "suspect")
    found = ledger.drop("suspect").join(sides, on=BET, how="left")
    assert (found["offered"] == found["price"]).all()
    assert not found["suspect"].any()
    assert (ledger["quoted_at"] <= ledger["bet_at"]).all()
    assert (ledger["bet_at"] < ledger["tip_off"]).all()
    assert not ledger.select("game_id", "player_id").is_duplicated().any()


def test_the_model_s_word_on_a_bet_is_that_of_its_own_line() -> None:
    """The value is worked out from the probabilities of the ledger; those follow the line that was bet on."""
    ledger = made().summary.ledger
    value = ledger["p_win"] * (ledger["price"] - 1) - ledger["p_lose"]
    assert (value - ledger["value"]).abs().max() == pytest.approx(0, abs=1e-9)
    raw = probabilities().price(ledger.select("game_id", "player_id", "line"))["raw_p_over"]
    over = pl.select(pl.when(ledger["side"] == "over").then(ledger["p_win"]).otherwise(ledger["p_lose"]))
    assert pl.DataFrame({"raw": raw, "over": over.to_series()}).select(pl.corr("raw", "over")).item() > 0.2


def test_the_metrics_are_those_of_the_ledger() -> None:
    betting = made()
    dates = probabilities().predictions.rows.filter(~pl.col("warmup"))["date"].unique().sort()
    figures = betting_metrics(betting.summary.ledger, dates)
    assert figures["betting_n_bets"] > 500
    assert {name: betting.metrics[name] for name in figures} == figures
    low, high = betting.summary.intervals["betting_roi"]
    assert betting.metrics["betting_roi_low"] == low < figures["betting_roi"] < high
    assert 0 <= betting.metrics["betting_p_roi_above_0"] <= 1
    assert betting.summary.band is not None


def test_segments_split_the_bets_among_their_values() -> None:
    betting = made()
    counts = betting.segments.filter(pl.col("metric") == "betting_n_bets")
    by_book = counts.filter(pl.col("segment") == "book")
    assert by_book["figure"].sum() == betting.metrics["betting_n_bets"]
    assert {"tier", "edge_size", "season", "venue", "book", "side", "market", "month"} <= {*counts["segment"]}


def test_no_bet_is_made_on_a_suspect_quote_and_a_poisoned_feed_shows_in_the_other_account() -> None:
    betting = made(*POISONED)
    screened = quick("calibration=platt", *POISONED).screened
    assert screened.wrong_feeds == [["Bravo"]]
    assert not betting.summary.ledger["suspect"].any()
    assert "Bravo" not in betting.summary.ledger["book"]

    doubtful = betting.unfiltered.ledger
    assert doubtful["suspect"].any()
    assert doubtful["book"].value_counts().sort("count")["book"][-1] == "Bravo"
    assert betting.metrics["with_suspect_betting_roi"] > betting.metrics["betting_roi"] + 0.05
    assert betting.metrics["with_suspect_betting_roi_low"] > betting.metrics["betting_roi_high"]
    for name in logged_for_all_quotes():
        assert betting.metrics[f"with_suspect_{name}"] == betting.unfiltered.metrics[name]


def test_a_selection_that_takes_all_quotes_has_one_account() -> None:
    betting = bets_of(quick("calibration=platt", *POISONED), probabilities(*POISONED), terms_of(suspect=True))
    assert betting.summary is betting.unfiltered
    assert betting.summary.ledger.equals(made(*POISONED).unfiltered.ledger)


def test_a_market_that_nobody_quotes_has_no_bets() -> None:
    run = quick("calibration=platt")
    unquoted = Market("stocks", ["steals", "blocks"])
    assert bet(run.screened, run.data.player_games, unquoted, probabilities(), terms_of()) is None


def test_where_nothing_is_worth_a_bet_there_are_none_and_no_figures_of_them() -> None:
    betting = with_rules(min_value=3.0)
    assert betting.summary.ledger.is_empty()
    assert betting.metrics["betting_n_bets"] == 0
    assert "betting_roi" not in betting.metrics
    assert betting.summary.intervals == {}
    assert betting.summary.band is None
    assert betting.segments.is_empty()


def test_later_outcomes_change_no_earlier_bet() -> None:
    since = dt.date(2024, 2, 20)
    run, forecasted = with_other_outcomes(since)
    stakes = BettingRules(BetSelection(), Percent(), dispersion=12.0, devig=Multiplicative())
    one = bets_of(quick("calibration=platt"), probabilities(), stakes).summary.ledger
    two = bets_of(run, forecasted, stakes).summary.ledger
    # What is chosen and staked on the day itself was settled before its games.
    chosen = pl.col("date") <= since
    assert one.filter(chosen).height > 200
    assert one.filter(chosen).select(*CHOSEN, "stake").equals(two.filter(chosen).select(*CHOSEN, "stake"))
    before = pl.col("date") < since
    assert one.filter(before).equals(two.filter(before))
    assert not one.filter(~chosen).equals(two.filter(~chosen))


WAIT = 15
AT_BET = [*BET, "date", "price", "value", "edge", "p_win", "p_push", "bet_at"]


def test_later_quotes_change_no_earlier_bet() -> None:
    """Nor the line that the books agreed on, from which the probability of another line is moved."""
    run, forecasted = quick("calibration=platt"), probabilities()
    terms = terms_of(bet_at=BetAt.first, wait=WAIT)
    quotes = run.screened.quotes
    first = pl.col("quoted_at").filter(~pl.col("suspect")).min().over("game_id", "player_id")
    later = pl.col("quoted_at") > first + pl.duration(minutes=WAIT)
    moved = quotes.with_columns(line=pl.when(later).then(pl.col("line") + 3).otherwise("line"))
    assert quotes.select(later.mean()).item() > 0.3
    other = replace(run, screened=replace(run.screened, quotes=moved))
    before, after = (bets_of(each, forecasted, terms).summary.ledger for each in (run, other))
    assert before.height > 100
    assert after.select(AT_BET).equals(before.select(AT_BET))


def test_suspect_quotes_have_no_say_in_the_line_that_the_books_agree_on() -> None:
    run, sound = quick("calibration=platt"), pl.col("book") == "Alpha"
    quotes = run.screened.quotes.with_columns(
        suspect=~sound, reason=pl.when(~sound).then(pl.lit("price_off_line"))
    )
    found = bets_of(replace(run, screened=replace(run.screened, quotes=quotes)), probabilities(), terms_of())
    both = found.summary.ledger.join(found.unfiltered.ledger, on=BET, suffix="_all")
    assert both.height > 100
    assert both["p_win"].to_list() == both["p_win_all"].to_list()


def test_thresholds_are_tuned_on_the_first_part_and_the_rest_is_reported() -> None:
    betting = with_rules(tuned_share=0.5)
    assert betting.tuned is not None
    dates = probabilities().predictions.rows.filter(~pl.col("warmup"))["date"].unique().sort()
    until = betting.tuned.until
    assert dates[0] < until < dates[-1]
    assert dates.filter(dates <= until).len() == pytest.approx(dates.len() / 2, rel=0.1)
    for account in (betting.summary, betting.unfiltered):
        assert account.ledger.height > 0
        assert (account.ledger["date"] > until).all()
    assert betting.tuned.selection.min_value in VALUES
    assert betting.tuned.selection.min_edge in EDGES
    assert (betting.summary.ledger["value"] >= betting.tuned.selection.min_value).all()
    calendar = dates.filter(dates > until)
    assert betting.metrics["betting_sharpe_ratio"] == pytest.approx(
        betting_metrics(betting.summary.ledger, calendar)["betting_sharpe_ratio"]
    )


def test_outcomes_of_the_part_that_is_reported_tune_nothing() -> None:
    one = with_rules(tuned_share=0.5)
    assert one.tuned is not None
    run, forecasted = with_other_outcomes(one.tuned.until + dt.timedelta(days=1))
    two = bets_of(run, forecasted, terms_of(tuned_share=0.5))
    assert two.tuned is not None
    assert two.tuned.selection == one.tuned.selection
    assert two.tuned.tried.equals(one.tuned.tried)
    assert two.metrics["betting_roi"] != one.metrics["betting_roi"]


def test_without_a_share_to_tune_on_the_thresholds_stay() -> None:
    betting = with_rules(min_value=0.07, min_edge=0.03)
    assert betting.tuned is None
    assert betting.summary.ledger["value"].min() >= 0.07  # type: ignore[operator]
    assert betting.summary.ledger["edge"].min() >= 0.03  # type: ignore[operator]
    january = pl.col("date") < dt.date(2024, 2, 1)
    assert not betting.summary.ledger.filter(january).is_empty()


def test_games_that_are_not_played_yet_are_bet_on_and_count_for_nothing() -> None:
    run = quick("calibration=platt")
    last = pl.col("date") == pl.col("date").max()
    games = run.data.player_games
    stats = ["minutes", *run.experiment.market.stats]
    games = games.with_columns(pl.when(~last).then(pl.col(stats)))
    tonight = replace(run, data=run.data.with_player_games(games))
    ledger = bets_of(tonight, probabilities(), terms_of()).summary.ledger
    waiting = ledger.filter(pl.col("date") == games["date"].max())
    assert waiting.height > 5
    assert (waiting["result"] == "pending").all()
    played = made().summary.ledger.filter(pl.col("date") < games["date"].max())
    assert ledger.filter(pl.col("date") < games["date"].max()).equals(played)


def test_games_to_come_change_no_figure_of_bets_that_are_over() -> None:
    """Neither by their own dates, on which nothing was won or lost, nor by those that are tuned on."""
    run, forecasted = quick("calibration=platt"), probabilities()
    games = run.data.player_games
    until = games["date"].unique().sort()[-12]
    to_come = pl.col("date") > until
    stats = ["minutes", *run.experiment.market.stats]
    waiting = games.with_columns(pl.when(~to_come).then(pl.col(stats)))
    rows = forecasted.predictions.rows.filter(~to_come)
    known = replace(forecasted, predictions=replace(forecasted.predictions, rows=rows))
    for terms in (terms_of(), terms_of(tuned_share=0.5)):
        one = bets_of(replace(run, data=run.data.with_player_games(games.filter(~to_come))), known, terms)
        two = bets_of(replace(run, data=run.data.with_player_games(waiting)), forecasted, terms)
        assert two.metrics["betting_n_pending"] > 20 > one.metrics["betting_n_pending"]
        pending = dict.fromkeys(name for name in two.metrics if name.endswith("betting_n_pending"))
        assert one.metrics | pending == two.metrics | pending
        assert one.segments.equals(two.segments)


def test_only_the_allowed_books_are_bet_with() -> None:
    ledger = with_rules(books=["Circle", "Delta"]).summary.ledger
    assert set(ledger["book"]) == {"Circle", "Delta"}
    # What the other books say is still seen: the agreed line is that of all.
    both = ledger.join(made().summary.ledger, on=BET, suffix="_of_all")
    assert both.height > 100
    assert (both["p_win"] - both["p_win_of_all"]).abs().max() == pytest.approx(0, abs=1e-12)


def test_thresholds_that_cannot_be_tuned_are_refused_before_anything_is_fitted() -> None:
    day = dt.date(2024, 3, 1)
    folds = [
        Fold(1, day, day, day - dt.timedelta(days=7), day, warmup=True),
        Fold(2, day, day, day, day + dt.timedelta(days=7)),
    ]
    days = [day - dt.timedelta(days=1), day, day + dt.timedelta(days=6), day + dt.timedelta(days=7)]
    quotes, end = pl.DataFrame({"date": days}), day + dt.timedelta(days=30)
    tuned = BetSelection(tuned_share=0.5)
    check_tuning(tuned, quotes, folds, end)
    check_tuning(tuned, quotes.head(0), folds, end)  # a market that nobody quotes has no bets
    check_tuning(BetSelection(), quotes.head(2), folds, end)
    for few, until in ((quotes.head(2), end), (quotes, days[2])):  # none is quoted, or none is played
        with pytest.raises(DataError, match=r"^bets\.tuned_share=0\.5: 1 tested dates have quotes"):
            check_tuning(tuned, few, folds, until)


def test_a_run_tunes_its_thresholds_or_ends_before_its_features() -> None:
    run = quick("bets.tuned_share=0.5")
    betting = compute(run.experiment, run.market_data, RunScope.BETS, workspace=run).betting
    assert betting is not None
    assert betting.tuned is not None
    quotes = run.screened.quotes
    one_date = replace(run.screened, quotes=quotes.filter(pl.col("date") == pl.col("date").max()))
    with pytest.raises(DataError, match=r"^bets\.tuned_share=0\.5: 1 tested dates have quotes"):
        compute(run.experiment, replace(run.market_data, screened=one_date))
