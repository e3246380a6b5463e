"""What a run ends with on the terminal."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from rich.console import Console

from nba_props.availability.as_played import AsPlayed
from nba_props.findings.verdict import verdict
from nba_props.ledger.tuning import Tuned
from nba_props.pipeline.outcome import Outcome
from nba_props.report.terminal import bet_lines, probability_lines, show, summary_of
from tests.simulated import MARKET, quick


@cache
def outcome() -> Outcome:
    return quick("calibration=platt").outcome


def shown(of: Outcome) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        show(console, summary_of(of), of.findings)
    return capture.get()


def test_it_fits_80_columns_and_cuts_nothing_off() -> None:
    labelled = replace(outcome().experiment, availability=AsPlayed())
    text = shown(replace(outcome(), experiment=labelled))
    assert f"lineups: {AsPlayed.label}" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text


def test_it_says_what_the_probabilities_are_worth() -> None:
    text, metrics = shown(outcome()), outcome().metrics
    low, high = outcome().intervals["skill_log_loss"]
    words = " ".join(text.split())
    assert f"log loss {metrics['log_loss']:.4f} against {metrics['novig_log_loss']:.4f}" in words
    assert f"skill {100 * metrics['skill_log_loss']:+.1f} % ({100 * low:+.1f} to {100 * high:+.1f})" in words
    assert f"calibration error {100 * metrics['calibration_error']:.1f} %" in words
    assert f"debiased {100 * metrics['calibration_error_debiased']:.1f} %" in words


def test_it_says_what_the_bets_returned_with_an_interval() -> None:
    words, metrics = " ".join(shown(outcome()).split()), outcome().metrics
    low, high = outcome().intervals["betting_roi"]
    interval = f"({100 * low:+.1f} to {100 * high:+.1f})"
    assert f"{metrics['betting_n_bets']:,.0f} bets, return {100 * metrics['betting_roi']:+.1f} %" in words
    assert f"{interval} at quotes that passed hygiene" in words
    screened = outcome().data.screened
    first, last = outcome().forecast.predictions.tested
    of_market = screened.quotes.filter(pl.col("market") == MARKET)
    tested = of_market.filter(pl.col("date").is_between(first, last))["suspect"].sum()
    assert 0 < tested < of_market["suspect"].sum() == sum(screened.counts(MARKET).values())
    assert f"with {tested:,} suspect quotes of these dates" in words
    told = {each.code: each.reason for each in outcome().findings}["NBP011"]
    assert told.endswith(f"; {tested:,} quotes were kept out")
    more = screened.quotes.filter("suspect").head(9).with_columns(market=pl.lit("steals"))
    wider = replace(screened, quotes=pl.concat([screened.quotes, more]))
    assert wider.counts(MARKET) == screened.counts(MARKET)
    assert sum(wider.counts("steals").values()) == 9


def test_where_thresholds_are_tuned_quotes_of_those_dates_are_not_counted() -> None:
    whole, betting = outcome(), outcome().betting
    assert betting is not None
    first, last = whole.forecast.predictions.tested
    until = first + (last - first) / 2
    tuned = Tuned(whole.experiment.bets, until, pl.DataFrame())
    later = replace(whole, betting=replace(betting, tuned=tuned))
    quotes = whole.data.screened.quotes.filter(pl.col("market") == MARKET, pl.col("date") > until)
    assert 0 < sum(later.kept_out.values()) == quotes["suspect"].sum() < sum(whole.kept_out.values())


def test_it_says_the_verdict_and_every_finding_that_triggered() -> None:
    text = " ".join(shown(outcome()).split())
    told = verdict(outcome().findings)
    assert told.headline in text
    assert told.explanation in text
    raised = [each for each in outcome().findings if each.raised]
    assert len(raised) > 2
    assert all(each.code in text for each in raised)


def test_without_quotes_nothing_is_said_of_bets() -> None:
    without = replace(outcome(), betting=None)
    assert list(bet_lines(without)) == []
    assert "bets, return" not in shown(without)


def test_without_probabilities_nothing_is_said_of_them() -> None:
    assert list(probability_lines({"val_mae": 5.0}, {})) == []


def test_beside_the_books_log_loss_stands_ours_on_the_same_rows() -> None:
    """On all rows it is 0.70; where there is a no-vig price, too, it is better than the books'."""
    metrics = {"log_loss": 0.70, "novig_log_loss": 0.69, "skill_log_loss": 0.01, "calibration_error": 0.02}
    told = next(iter(probability_lines(metrics, {})))
    assert told == "log loss 0.6831 against 0.6900 of the no-vig price: skill +1.0 %"


def test_without_a_no_vig_price_the_log_loss_stands_alone() -> None:
    lines = list(probability_lines({"log_loss": 0.69123, "calibration_error": 0.0213}, {}))
    assert lines == ["log loss 0.6912", "calibration error 2.1 %"]


@pytest.mark.parametrize(("number", "words"), [(0, "0 bets"), (1, "1 bet")])
def test_few_bets_have_no_return_to_tell(number: int, words: str) -> None:
    betting = outcome().betting
    assert betting is not None
    account = replace(betting.summary, metrics={"betting_n_bets": float(number)})
    few = replace(outcome(), betting=replace(betting, summary=account))
    assert next(iter(bet_lines(few))) == f"{words} at quotes that passed hygiene"
