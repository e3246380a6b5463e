"""Bets that ended by the rule of one house, settled by that of another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.schemas import SCHEDULE
from nba_props.live.bets.settlement import Played, Postponed, SettlementRule
from tests.live.bets.cases import LATER, MORNING, NIGHT, OFF, boxes, ledger_of, others
from tests.live.bets.test_settlement import SCHEDULED

ONE_MINUTE = SettlementRule(Played.one_minute)


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        (SettlementRule(), ONE_MINUTE, ("win", "void")),
        (ONE_MINUTE, SettlementRule(), ("void", "win")),
        (SettlementRule(postponed=Postponed.stands), ONE_MINUTE, ("win", "void")),
    ],
)
def test_another_rule_settles_nothing_anew_unless_it_is_asked_for(
    first: SettlementRule, second: SettlementRule, ends: tuple[str, str], tmp_path: Path
) -> None:
    ledger, log = ledger_of(tmp_path, {}), boxes({"minutes": 0.5})
    ledger.settle(log, MORNING, first)
    found = ledger.settle(log, LATER, second)
    assert found.kept.rows() == [("p1", f"{ends[0]} by another rule, {ends[1]} by this one")]
    assert (found.corrected.height, found.resettled.height, ledger.history().height) == (0, 0, 2)
    found = ledger.settle(log, LATER, second, resettle=True)
    assert found.resettled.select("result_before", "result").rows() == [ends]
    assert (found.corrected.height, found.kept.height) == (0, 0)
    assert ledger.settle(log, LATER, second).kept.is_empty()


def test_a_correction_counts_under_any_rule(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes({"minutes": 0.5}), MORNING, ONE_MINUTE)
    found = ledger.settle(boxes({"minutes": 5.0}), LATER, ONE_MINUTE)
    assert found.corrected.select("result_before", "result").rows() == [("void", "win")]
    found = ledger.settle(boxes({"points": 20}), LATER)
    assert found.corrected.select("result_before", "result").rows() == [("win", "loss")]
    assert found.kept.is_empty()


def test_who_was_absent_and_then_played_for_seconds_was_corrected(tmp_path: Path) -> None:
    """By the rule on minutes his bet would be void, too, but for another reason than it had."""
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes({"minutes": None, **dict.fromkeys(OFF)}, *others()), MORNING)
    found = ledger.settle(boxes({"minutes": 0.5, **OFF}, *others()), LATER)
    assert found.corrected.select("result_before", "result").rows() == [("void", "loss")]
    assert found.kept.is_empty()


def test_a_void_of_a_postponed_game_is_kept_once_it_is_played_and_another_rule_asked_for(
    tmp_path: Path,
) -> None:
    off = pl.DataFrame([SCHEDULED | {"status": "postponed"}], infer_schema_length=None)
    elsewhere, day = boxes({"game_id": "g2", "team": "CCC"}), NIGHT + dt.timedelta(days=1)
    ledger = ledger_of(tmp_path, {})
    ledger.settle(elsewhere, MORNING, schedule=SCHEDULE.conform(off))
    assert ledger.bets()["reason"].to_list() == ["postponed"]
    found = ledger.settle(boxes({"date": day}), LATER, SettlementRule(postponed=Postponed.stands))
    assert found.kept.rows() == [("p1", "void by another rule, win by this one")]
