"""What runs say on leagues of which the truth is known: no edge where there is none, and the planted one."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from nba_props.findings.base import Finding, Status
from nba_props.findings.verdict import Level, verdict
from nba_props.ledger.daily import counted
from nba_props.pipeline.outcome import Outcome
from tests.simulated import QUICK, Walked, quick, walked
from tests.sizes import in_two_sizes

pytestmark = pytest.mark.slow

LATE = "validation.first_test='2024-02-15'"
PRESETS = (
    "betting_optimization",
    "isotonic_calibration",
    "platt_scaling",
)
FLAT = "staking=flat"
ALONE = "pooling=none"
"""The model's probabilities without the price: there is something to bet on, and to be wrong about."""


def finding(outcome: Outcome, code: str) -> Finding:
    """What one check said."""
    return {each.code: each for each in outcome.findings}[code]


def with_truth(run: Walked, outcome: Outcome) -> pl.DataFrame:
    """The bets that count, with `truth`: what each returns on average per unit staked, voids left out."""
    assert outcome.betting is not None
    assert run.data.truth is not None
    bets = counted(outcome.betting.summary.ledger)
    rows = run.data.truth.rows_of(bets)
    over = run.data.truth.p_over(run.experiment.market.stats, rows, bets["line"].to_numpy())
    won = np.where(bets["side"].to_numpy() == "over", over, 1 - over)
    assert (bets["line"] != bets["line"].floor()).all()  # no bet can be pushed
    return bets.with_columns(truth=won * bets["price"].to_numpy() - 1)


def expectation(bets: pl.DataFrame) -> float:
    """The true expected return on all that was staked."""
    return float(np.average(bets["truth"].to_numpy(), weights=bets["stake"].to_numpy()))


def claims_nothing(outcome: Outcome) -> bool:
    """Neither the verdict nor any finding says that the bets earn something."""
    return (
        verdict(outcome.findings).level is Level.BAD
        and finding(outcome, "NBP004").status is Status.ISSUE
        and outcome.metrics.get("betting_roi_low", 0.0) <= 0
    )


def covered(seeds: range) -> list[bool]:
    """In which efficient leagues the interval of the return holds the true expectation of the bets."""
    held = []
    for seed in seeds:
        run = walked(*QUICK, "experiment=phase3/isotonic_calibration", ALONE, FLAT, LATE, f"seed={seed}")
        outcome = run.outcome
        assert claims_nothing(outcome), seed
        bets = with_truth(run, outcome)
        assert (bets["truth"] < 0).mean() > 0.9  # type: ignore[operator]
        low, high = outcome.intervals["betting_roi"]
        held.append(low <= expectation(bets) <= high)
    return held


@in_two_sizes("leagues", 5, 20)
def test_over_leagues_the_interval_holds_the_truth_as_often_as_it_says(leagues: int) -> None:
    held = covered(range(1, leagues + 1))
    assert sum(held) >= {5: 4, 20: 17}[leagues]
    assert sum(held[:5]) >= 4


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_claims_an_edge_in_an_efficient_market(preset: str) -> None:
    run = quick(f"experiment=phase3/{preset}", ALONE)
    outcome = run.outcome
    assert claims_nothing(outcome)
    assert expectation(with_truth(run, outcome)) < -0.03
    assert finding(outcome, "NBP018").status is Status.ISSUE  # the no-vig probability is the truth here


def test_in_an_efficient_market_the_pool_is_near_the_price_and_the_model_adds_nothing() -> None:
    outcome = quick("experiment=phase3/platt_scaling").outcome
    low, high = outcome.intervals["pool_weight"]
    assert low < 0 < high
    assert outcome.metrics["log_loss"] - outcome.metrics["novig_log_loss"] < 3e-4
    assert outcome.metrics["log_loss"] < outcome.metrics["model_log_loss"]
    added = finding(outcome, "NBP028")
    assert (added.status, added.title) == (Status.TIP, "The model is not shown to add to the price")
    assert finding(outcome, "NBP018").status is Status.PASSED


@cache
def planted() -> tuple[Walked, Outcome]:
    """One book's lines are a twentieth too high: too little for its feed to look wrong."""
    run = quick("experiment=phase3/platt_scaling", "data.biased_book=Bravo", "data.bias=0.05", "seed=1")
    return run, run.outcome


def test_the_bets_find_a_book_whose_lines_are_a_little_too_high() -> None:
    run, outcome = planted()
    assert run.screened.wrong_feeds == []
    bets = with_truth(run, outcome)
    by_book = {book: part for (book,), part in bets.group_by("book") if part.height > 50}
    bravo = by_book.pop("Bravo")
    assert bravo.height > bets.height / 2
    assert (bravo["side"] == "under").mean() > 0.95  # type: ignore[operator]
    assert sum(part["profit"].sum() for part in by_book.values()) <= 0 < bravo["profit"].sum()
    assert expectation(bravo) > 0.05
    assert all(expectation(part) < 0 for part in by_book.values())

    low, high = outcome.intervals["betting_roi"]
    assert 0 < low < expectation(bets) < high


def test_the_findings_say_that_there_is_a_return_and_where_it_comes_from() -> None:
    _, outcome = planted()
    assert finding(outcome, "NBP004").status is Status.PASSED
    concentrated = finding(outcome, "NBP010")
    assert concentrated.status is Status.TIP
    assert "Bravo" in concentrated.reason
    told = verdict(outcome.findings)
    assert (told.level, told.headline) == (
        Level.CAUTION,
        "A return above zero is shown, but not by better predictions.",
    )
    assert "came from book Bravo" in told.explanation
    by_book = outcome.betting.segments.filter(  # type: ignore[union-attr]
        (pl.col("segment") == "book") & (pl.col("metric") == "betting_roi")
    )
    above = by_book.filter(pl.col("low") > 0)
    assert above["value"].to_list() == ["Bravo"]


def test_a_book_that_is_far_off_is_screened_named_and_not_bet_on() -> None:
    run = quick("experiment=phase3/platt_scaling", "data.biased_book=Bravo", "data.bias=0.15")
    outcome = run.outcome
    assert run.screened.wrong_feeds == [["Bravo"]]
    feed = finding(outcome, "NBP014")
    assert feed.raised
    assert "Bravo" in feed.reason
    assert claims_nothing(outcome)
    assert outcome.metrics["with_suspect_betting_roi_low"] > 0.05
    assert "Bravo" not in with_truth(run, outcome)["book"]
