"""Checks of the figures of predictions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.metrics import calibration_error, debiased_calibration_error
from nba_props.data.matching.known_ids import FOUND
from nba_props.data.quality import QualityReport, Spelling
from nba_props.findings.base import Status
from nba_props.findings.check.calibration import chance_of_error
from nba_props.findings.check.match_rate import FIGURE
from nba_props.findings.evidence import Evidence

from .cases import FIRST, INTERVALS, METRICS, drifts, feed, judge, rows, sound, with_metrics


@pytest.mark.parametrize("name", ["skill_mae", "naive_skill_mae", "skill_log_loss"])
def test_an_implausibly_large_skill_is_suspected_of_leakage(name: str) -> None:
    evidence = sound(metrics={**METRICS, name: 0.3}, intervals={**INTERVALS, name: (0.2, 0.4)})
    finding = judge("NBP001", evidence)
    assert finding.status is Status.ISSUE
    assert "+30.0 % (+20.0 to +40.0)" in finding.reason


def test_a_small_skill_is_no_leak() -> None:
    assert judge("NBP001", sound()).status is Status.PASSED


def test_a_large_skill_on_so_few_dates_that_it_may_be_chance_is_no_leak() -> None:
    evidence = sound(metrics={**METRICS, "skill_mae": 0.08}, intervals={"skill_mae": (-0.1, 0.2)})
    assert judge("NBP001", evidence).status is Status.PASSED


def test_lineups_taken_from_who_played_are_an_issue_that_names_them() -> None:
    finding = judge("NBP002", sound(lineup_label="who played (known only afterwards)"))
    assert finding.status is Status.ISSUE
    assert "who played" in finding.reason


def test_lineups_known_before_tip_off_pass() -> None:
    assert judge("NBP002", sound()).status is Status.PASSED


def test_a_model_behind_the_line_is_an_issue_told_with_its_interval() -> None:
    evidence = sound(metrics={**METRICS, "skill_mae": -0.031}, intervals={"skill_mae": (-0.045, -0.019)})
    finding = judge("NBP005", evidence)
    assert finding.status is Status.ISSUE
    assert finding.reason == "skill against the line is -3.1 % (-4.5 to -1.9)"


def test_a_model_behind_the_line_by_chance_says_that_it_cannot_be_told() -> None:
    evidence = sound(metrics={**METRICS, "skill_mae": -0.002}, intervals={"skill_mae": (-0.01, 0.006)})
    assert "not told apart from zero" in judge("NBP005", evidence).reason


def test_without_an_interval_nothing_is_said_of_how_sure_it_is() -> None:
    for code, name in (("NBP005", "skill_mae"), ("NBP018", "skill_log_loss")):
        finding = judge(code, sound(metrics={**METRICS, name: -0.02}, intervals={}))
        assert finding.status is Status.ISSUE
        assert "told apart" not in finding.reason


def test_a_model_ahead_of_the_line_passes() -> None:
    assert judge("NBP005", sound()).status is Status.PASSED


def test_a_model_no_better_than_the_naive_mean_is_an_issue() -> None:
    assert judge("NBP006", with_metrics(naive_skill_mae=0.0)).status is Status.ISSUE


def test_a_model_ahead_of_the_naive_mean_passes() -> None:
    assert judge("NBP006", sound()).status is Status.PASSED


def calibrated(wrong: bool, n: int, seed: int = 3) -> Evidence:
    """The sound run with rows and the errors that they have, of right probabilities or of too sharp ones."""
    judged = rows(slope=0.6 if wrong else 1.0, n=n, seed=seed)
    p, over = judged["p_over"].to_numpy(), (judged["y"] > judged["line"]).to_numpy()
    errors = {
        "calibration_error": calibration_error,
        "calibration_error_debiased": debiased_calibration_error,
    }
    found = {name: error(p, over.astype(float)) for name, error in errors.items()}
    return replace(with_metrics(**found), rows=judged)


def test_a_large_calibration_error_is_an_issue() -> None:
    finding = judge("NBP007", calibrated(wrong=True, n=3_000))
    assert finding.status is Status.ISSUE
    assert re.fullmatch(r"calibration error.* is \d\.\d %; the bound is 3\.0 %", finding.reason)


@pytest.mark.parametrize("n", [76, 200, 1_000])
def test_an_error_of_right_probabilities_is_an_issue_once_in_twenty_times_at_most(n: int) -> None:
    found = [judge("NBP007", calibrated(wrong=False, n=n, seed=seed)) for seed in range(40)]
    assert sum(each.status is Status.ISSUE for each in found) <= 4
    explained = [each.reason for each in found if each.status is Status.NOT_APPLICABLE]
    assert len(explained) >= 5
    chance = (f"and chance may make as much of {n:,} player-games", "cannot tell it from chance, 6 can")
    assert all("; the bound is 3.0 %" in each and each.endswith(chance) for each in explained)


def test_five_dates_cannot_tell_an_error_from_chance() -> None:
    wrong = calibrated(wrong=True, n=3_000)
    assert wrong.rows is not None
    for dates, status in ((5, Status.NOT_APPLICABLE), (6, Status.ISSUE)):
        day = pl.Series([FIRST.date() + dt.timedelta(n % dates) for n in range(wrong.rows.height)])
        finding = judge("NBP007", replace(wrong, rows=wrong.rows.with_columns(date=day)))
        assert finding.status is status
        assert ("5 dates cannot tell it from chance, 6 can" in finding.reason) == (dates == 5)


def test_an_error_whose_rows_are_not_known_is_told_apart_from_nothing() -> None:
    finding = judge("NBP007", replace(calibrated(wrong=True, n=3_000), rows=None))
    assert finding.status is Status.NOT_APPLICABLE


def test_an_error_that_all_rows_of_an_evening_share_is_of_few_evenings() -> None:
    """Forty rows of each of six evenings that all went over, or all under: nobody knows by how much."""
    evening = np.repeat(np.arange(6), 40)
    p, over = np.full(240, 0.5), evening % 3 > 0
    assert chance_of_error(p, over, evening) > 0.05
    assert chance_of_error(p, over, np.arange(240)) < 0.01


def test_a_small_calibration_error_passes() -> None:
    assert judge("NBP007", sound()).status is Status.PASSED


def test_a_calibration_error_that_chance_explains_passes() -> None:
    finding = judge("NBP007", with_metrics(calibration_error=0.05, calibration_error_debiased=0.01))
    assert finding.status is Status.PASSED
    assert "1.0 %" in finding.reason


def test_uneven_errors_whose_mean_is_small_pass() -> None:
    finding = judge("NBP007", with_metrics(calibration_error=0.02, calibration_error_debiased=0.04))
    assert finding.status is Status.PASSED


def test_probabilities_twice_as_far_from_the_middle_as_outcomes_are_too_sharp() -> None:
    finding = judge("NBP008", sound(rows=rows(slope=0.5)))
    assert finding.status is Status.ISSUE
    assert "calibration slope is 0.5" in finding.reason


def test_probabilities_as_spread_as_outcomes_pass() -> None:
    assert judge("NBP008", sound()).status is Status.PASSED


def test_right_probabilities_of_few_evenings_are_seldom_too_sharp() -> None:
    found = [judge("NBP008", sound(rows=rows(n=300, seed=seed))) for seed in range(40)]  # three evenings
    assert sum(each.status is Status.ISSUE for each in found) <= 2
    assert judge("NBP008", sound(rows=rows(n=300).with_columns(date=FIRST))).status is Status.NOT_APPLICABLE


def test_too_few_decided_lines_say_nothing_of_sharpness() -> None:
    assert judge("NBP008", sound(rows=rows(slope=0.0, n=100))).status is Status.NOT_APPLICABLE


def test_a_low_match_rate_names_the_name_that_lost_most_rows() -> None:
    lost = [Spelling("A. Nobody", None, "no such player", 3), Spelling("B. Nobody", None, "two of them", 9)]
    finding = judge("NBP013", sound(quality=QualityReport(figures={FIGURE: 0.9}, spellings=lost)))
    assert finding.status is Status.TIP
    assert "B. Nobody" in finding.reason


@pytest.mark.parametrize("lost", [[Spelling("1629029", None, "player of neither team", 40)], []])
def test_a_low_match_rate_of_ids_is_a_tip(lost: list[Spelling]) -> None:
    """None is named where all that was lost is of other games."""
    finding = judge("NBP013", sound(quality=QualityReport(figures={FOUND: 0.5}, spellings=lost)))
    assert finding.status is Status.TIP
    assert "50.0 % of the lined player-games were matched by their ids" in finding.reason
    assert ("1 player stayed unmatched, most often 1629029" in finding.reason) is bool(lost)
    assert judge("NBP013", sound(quality=QualityReport(figures={FOUND: 1.0}))).status is Status.PASSED


def test_a_high_match_rate_passes() -> None:
    assert judge("NBP013", sound()).status is Status.PASSED


def test_a_wrong_feed_is_named_whoever_found_it() -> None:
    by_report = sound(quality=QualityReport(feeds=[feed("book0"), feed("bad", wrong=True)]))
    by_hygiene = sound(wrong_feeds=[["bad", "twin"]])
    assert "bad" in judge("NBP014", by_report).reason
    assert "bad, twin" in judge("NBP014", by_hygiene).reason
    assert {judge("NBP014", each).status for each in (by_report, by_hygiene)} == {Status.TIP}


def test_feeds_in_order_pass() -> None:
    assert judge("NBP014", sound()).status is Status.PASSED


def test_features_that_moved_between_training_and_test_rows_are_a_tip() -> None:
    finding = judge("NBP015", sound(drift=drifts(shift=-0.6)))
    assert finding.status is Status.TIP
    assert "feature_0 (by -0.60 standard deviations)" in finding.reason


def test_features_that_stayed_pass() -> None:
    assert judge("NBP015", sound()).status is Status.PASSED


def test_a_run_chosen_from_many_without_a_deflated_figure_is_an_issue() -> None:
    assert judge("NBP017", sound(n_trials=100)).status is Status.ISSUE


def test_a_run_chosen_from_many_with_a_low_deflated_figure_is_an_issue() -> None:
    evidence = sound(n_trials=100, metrics={**METRICS, "betting_deflated_sharpe": 0.4})
    assert judge("NBP017", evidence).status is Status.ISSUE


def test_a_run_that_beats_the_best_of_as_many_without_skill_passes() -> None:
    evidence = sound(n_trials=100, metrics={**METRICS, "betting_deflated_sharpe": 0.97})
    assert judge("NBP017", evidence).status is Status.PASSED


def test_a_run_that_stands_alone_passes() -> None:
    assert judge("NBP017", sound()).status is Status.PASSED


def test_probabilities_worse_than_the_books_are_an_issue() -> None:
    alone = with_metrics(skill_log_loss=-0.004, pool_weight=None)
    assert judge("NBP018", alone).status is Status.ISSUE


def test_a_pool_near_the_price_is_no_issue_and_one_that_is_surely_worse_is() -> None:
    near = with_metrics(skill_log_loss=-0.0001)
    assert judge("NBP018", near).status is Status.PASSED
    worse = replace(near, intervals=dict(near.intervals) | {"skill_log_loss": (-0.004, -0.001)})
    assert judge("NBP018", worse).status is Status.ISSUE


def test_only_a_weight_above_zero_on_enough_player_games_earns_that_the_model_knows_something() -> None:
    earned = judge("NBP028", sound())
    assert earned.status is Status.PASSED
    assert "knows something that the price does not: its weight beside the price is +0.30" in earned.reason
    holds_zero = replace(sound(), intervals=dict(sound().intervals) | {"pool_weight": (-0.1, 0.7)})
    assert judge("NBP028", holds_zero).status is Status.TIP
    few = judge("NBP028", sound(pooled=500))
    assert few.status is Status.TIP
    assert "learnt from 500 lined player-games only; 1,000 are needed" in few.reason
    assert judge("NBP028", sound(pooled=2_542, rows=rows(n=858))).status is Status.PASSED
    assert judge("NBP028", sound(pooled=None)).status is Status.NOT_APPLICABLE


def test_probabilities_better_than_the_books_pass() -> None:
    assert judge("NBP018", sound()).status is Status.PASSED


def test_the_best_of_many_by_its_return_is_told() -> None:
    finding = judge("NBP022", sound(n_trials=30, objective="val_mae+betting_roi"))
    assert finding.status is Status.ISSUE
    assert "best of 30 trials at val_mae+betting_roi" in finding.reason


def test_the_best_of_many_by_its_error_is_not_told_for_its_return() -> None:
    assert judge("NBP022", sound(n_trials=30, objective="val_mae")).status is Status.PASSED


def test_a_run_that_stands_alone_was_chosen_by_nothing() -> None:
    assert judge("NBP022", sound(n_trials=1, objective="betting_roi")).status is Status.PASSED
