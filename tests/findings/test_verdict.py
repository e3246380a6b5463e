"""The verdict."""

from __future__ import annotations

import datetime as dt

import pytest

from nba_props.findings.base import Finding, Severity, Status, Topic, check_all
from nba_props.findings.evidence import Evidence
from nba_props.findings.verdict import HEADLINES, RETURN, UNSKILLED, Level, verdict

from .cases import METRICS, drifts, night, sound, with_metrics


def test_a_sound_run_with_a_sure_return_is_told_to_have_one() -> None:
    told = verdict(check_all(sound()))
    assert (told.level, told.headline) == (Level.GOOD, "A return above zero is shown.")


def test_a_tip_makes_the_verdict_cautious() -> None:
    assert verdict(check_all(sound(drift=drifts(1.0)))).level is Level.CAUTION


def test_doubts_about_the_figures_come_before_what_they_say() -> None:
    told = verdict(check_all(sound(lineup_label="who played", intervals={"betting_roi": (-0.1, 0.1)})))
    assert told.headline == "These figures are not to be acted on."
    assert told.explanation == "Lineup news taken from who played, and 2 other issues."


@pytest.mark.parametrize("topic", Topic)
def test_an_issue_of_any_topic_is_left_out_of_no_verdict(topic: Topic) -> None:
    shown = Finding(RETURN, "No return above zero is shown", Severity.ISSUE, Topic.EDGE, Status.PASSED, "")
    issue = Finding("NBP999", "Something is wrong", Severity.ISSUE, topic, Status.ISSUE, "it is")
    told = verdict([shown, issue])
    assert told.level is not Level.GOOD
    assert told.headline == (UNSKILLED if topic is Topic.SKILL else HEADLINES[topic])
    assert told.explanation == "Something is wrong."


def test_a_night_whose_logs_are_old_is_told_where_all_else_is_sound() -> None:
    told = verdict(check_all(sound(night=night(last_logged=dt.date(2024, 2, 9)))))
    assert (told.level, told.headline) == (Level.BAD, "Bets on games to come are not to be made now.")
    assert told.explanation == "Logs older than the last game day."


def test_without_a_sure_return_no_edge_is_shown() -> None:
    told = verdict(check_all(sound(intervals={"betting_roi": (-0.01, 0.05)})))
    assert told.level is Level.BAD
    assert told.headline == "No edge is shown."


def test_a_return_without_better_predictions_is_told_as_that() -> None:
    told = verdict(check_all(with_metrics(skill_mae=-0.02)))
    assert told.level is Level.CAUTION
    assert told.headline == "A return above zero is shown, but not by better predictions."


def test_a_model_behind_the_line_that_makes_no_bets_is_not_good_enough() -> None:
    told = verdict(check_all(sound(metrics={**METRICS, "skill_mae": -0.02}, ledger=None)))
    assert told.level is Level.BAD
    assert told.headline == "The predictions are not good enough."


def test_predictions_without_bets_are_told_as_that() -> None:
    told = verdict(check_all(sound(ledger=None)))
    assert told.headline == "Nothing is found against the predictions; no bets were judged."


def test_a_run_that_hardly_any_check_applies_to_gets_no_verdict() -> None:
    told = verdict(check_all(Evidence(metrics={}, lineup_label=None)))
    assert told.headline == "Too little is known for a verdict."
    assert told.explanation == "28 of 29 checks lack what they need."


def test_no_edge_is_claimed_without_bets_or_an_interval() -> None:
    without = [
        Evidence(metrics={}, lineup_label=None),
        sound(ledger=None),
        sound(metrics={**METRICS, "betting_roi": None}),
    ]
    for evidence in without:
        assert "return above zero" not in verdict(check_all(evidence)).headline
