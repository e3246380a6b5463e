"""The tables of a report."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.findings.check.match_rate import FIGURE
from nba_props.report.numbers import bets as bet_figures
from nba_props.report.numbers import cards, errors, probabilities
from nba_props.report.tables import (
    Setting,
    edge_buckets,
    pool_weights,
    quality_figures,
    settings,
    single_bets,
)
from nba_props.report.view import View

from .cases import bare, bets, changed, sample, season


@pytest.mark.parametrize(("lined", "matched"), [(1, 1.0), (0, 0.0), (3_071, 0.987)])
def test_counts_are_no_shares_and_shares_no_counts(lined: int, matched: float) -> None:
    told = quality_figures({"lined player-games": lined, FIGURE: matched})
    assert list(told.values()) == [f"{lined:,}", f"{100 * matched:.1f} %"]


def test_the_edge_buckets_hold_every_bet_once_and_claim_what_they_hold() -> None:
    table = edge_buckets(bets())
    assert table is not None
    rows = table.groups[0][1]
    counts = [int(cells[0].text.replace(",", "")) for _, cells in rows]
    assert sum(counts) == bets().filter(pl.col("result") != "void").height
    assert [label for label, _ in rows] == ["2 to 4 %", "4 to 6 %", "6 to 10 %", "from 10 %"]
    claimed = [float(cells[1].text.removesuffix(" %")) for _, cells in rows]
    assert claimed == sorted(claimed)
    assert 2 <= claimed[0] < 4


def test_a_bucket_realises_its_profit_over_its_stakes() -> None:
    ledger = pl.DataFrame(
        {
            "date": pl.Series(["2024-01-01", "2024-01-02"]).str.to_date(),
            "result": ["win", "loss"],
            "stake": [3.0, 1.0],
            "profit": [3.0, -1.0],
            "bankroll": [100.0, 103.0],
            "value": [0.05, 0.05],
        }
    )
    table = edge_buckets(ledger)
    assert table is not None
    (label, cells) = table.groups[0][1][0]
    assert (label, cells[2].text, cells[3].text) == ("4 to 6 %", "+50.0 %", "50.0 %")


def test_without_bets_there_are_no_buckets() -> None:
    assert edge_buckets(bets().head(0)) is None


def test_best_and_worst_bets_are_the_largest_gains_and_the_losses_that_claimed_most() -> None:
    best, worst = (single_bets(bets(), season(), best=which) for which in (True, False))
    profits = [float(bet["profit"]) for bet in best]
    assert profits == sorted(profits, reverse=True)
    assert profits[0] == pytest.approx(bets()["profit"].max(), abs=0.01)
    assert {bet["profit"] for bet in worst} == {"-1.00"}
    lost = bets().filter(pl.col("profit") < 0)["value"].max()
    assert isinstance(lost, float)
    assert worst[0]["claimed"] == f"{100 * lost:+.1f} %"


def test_a_player_without_a_name_is_called_by_number() -> None:
    shown = single_bets(bets(), season().drop("player_name"), best=True)
    assert all(bet["player"].isdigit() for bet in shown)


def test_settings_tell_changed_added_and_removed_keys_from_the_rest() -> None:
    found = settings({"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "d": "x"})
    assert found == [
        Setting("a", "1", None),
        Setting("b", "2", "3"),
        Setting("c", "null", "(absent)"),
        Setting("d", "", "x"),
    ]


def test_without_a_preset_nothing_differs() -> None:
    assert settings({"a": 1}, None) == [Setting("a", "1", None)]


def test_a_card_is_coloured_only_where_its_interval_excludes_zero() -> None:
    ends = {"skill_mae": (0.01, 0.03), "betting_roi": (-0.1, 0.2), "skill_log_loss": (-0.02, -0.01)}
    view = changed(
        metrics={"skill_mae": 0.02, "betting_roi": 0.05, "skill_log_loss": -0.015, "betting_clv": 0.01},
        intervals=ends,
    )
    assert [card.tone for card in cards(view)] == ["good", "bad", "unsure", "unsure"]
    whisker = cards(view)[0].whisker
    assert whisker is not None
    assert 0 < whisker.zero < whisker.low < whisker.value < whisker.high < 100
    assert cards(view)[3].whisker is None


def test_without_a_line_the_first_card_is_the_skill_against_the_naive_mean() -> None:
    view = changed(metrics={"naive_skill_mae": 0.08}, intervals={})
    assert [card.name for card in cards(view)] == ["Skill against the naive mean"]


def test_a_reference_that_was_not_scored_has_no_row() -> None:
    assert [(row.who, row.skill) for row in errors(bare())] == [("model", "")]
    assert [row.who for row in errors(sample())] == ["model", "naive", "model", "naive", "line"]


def test_a_metric_that_is_not_known_has_no_row() -> None:
    shown = {row.name for row in bet_figures(changed(metrics={"betting_n_bets": 3.0, "betting_roi": None}))}
    assert shown == {"bets"}


def test_the_models_weight_is_told_as_each_month_ends() -> None:
    days = [dt.date(2024, 2, 1), dt.date(2024, 1, 2), dt.date(2024, 2, 3)]
    weights = pl.DataFrame(
        {
            "since": days,
            "weight": [0.2, 0.1, 0.3],
            "low": [-0.1, -0.5, 0.1],
            "high": [0.5, 0.7, 0.5],
            "player_games": [1500.0, 200.0, 2100.0],
        }
    )
    ((_, rows),) = pool_weights(weights).groups
    assert [label for label, _ in rows] == ["January 2024", "February 2024"]
    january, february = (cells for _, cells in rows)
    assert (january[0].text, january[0].tone, january[1].text) == ("+0.20", "", "1,500")
    assert (february[0].text, february[0].tone, february[1].text) == ("+0.30", "good", "2,100")
    assert february[0].detail == "+0.10 to +0.50"


@pytest.mark.parametrize(("ours", "beside"), [(0.6831, "0.6900"), (0.70, "")])
def test_the_books_log_loss_stands_beside_ours_of_the_same_rows_alone(ours: float, beside: str) -> None:
    metrics = {"log_loss": ours, "novig_log_loss": 0.69, "skill_log_loss": 0.01}
    (row,) = probabilities(View(title="", stat="", findings=[], metrics=metrics, rows=pl.DataFrame()))
    assert (row.name, row.other) == ("log loss", beside)
