"""Which game and which player a bet is settled by: whole games, each under one id, and names of a team."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from nba_props.live.bets.ledger import BetLedger
from nba_props.live.bets.settlement import Postponed, SettlementRule
from tests.live.bets.cases import EVENING, LATER, MORNING, NIGHT, OFF, OWN, boxes, ledger_of, others

NAMESAKES = ("Jalen Williams", "Jaylin Williams")


@pytest.mark.parametrize(
    "part",
    [
        others()[:1],
        others()[:5],
        others()[1:],
        others(minutes=None)[1:],
        others(minutes=40.0),
        [*others()[:9], others(**OFF, minutes=0.0)[9]],
    ],
    ids=[
        "one man",
        "one team",
        "four and five",
        "four and five, untimed",
        "too few minutes",
        "four who played",
    ],
)
def test_of_a_game_that_the_logs_hold_a_part_of_nobody_is_taken_for_absent(
    part: list[dict[str, Any]], tmp_path: Path
) -> None:
    ledger = ledger_of(tmp_path, {}, {"pick_id": "p2", "player_id": 101})
    log = boxes({"player_id": 101}, *(row for row in part if row["player_id"] != 101))
    found = ledger.settle(log, MORNING)
    assert found.settled["bet_id"].to_list() == ["p2"]
    reason = "Ada Alpha is not in the logs of game g1, which hold a part of it alone"
    assert (found.open, found.unclear.rows()) == (1, [("p1", reason)])
    assert ledger.settle(boxes({}, *part), LATER).settled["result"].to_list() == ["win"]


def test_a_bet_that_ended_void_by_a_part_of_a_game_is_settled_anew_and_not_told(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes(*others()), MORNING)
    found = ledger.settle(boxes(*others()[:3]), LATER)
    assert (found.corrected.height, found.unclear.height) == (0, 0)
    assert ledger.settle(boxes({}, *others()[:3]), LATER).corrected["result"].to_list() == ["win"]


def test_whoever_is_absent_a_moved_game_is_void(tmp_path: Path) -> None:
    moved = boxes(*others(date=NIGHT + dt.timedelta(days=4))[:1])
    found = ledger_of(tmp_path, {}).settle(moved, LATER)
    assert found.settled.select("result", "reason").rows() == [("void", "played on 2024-03-05")]


def test_a_game_under_two_ids_is_one(tmp_path: Path) -> None:
    """A file brought it, then the league: bets of one's own, and of either id, are settled by it."""
    ledger = ledger_of(tmp_path, {}, {"pick_id": "p2", "game_id": "0022300900"})
    own = ledger.add(OWN | {"player_name": "Ada Alpha"}, EVENING)
    file, league = others(), others(game_id="0022300900")
    found = ledger.settle(boxes({"points": 24}, *file, {"game_id": "0022300900"}, *league), MORNING)
    assert found.unclear.is_empty()
    ended = {row["bet_id"]: (row["game_id"], row["outcome"]) for row in found.settled.to_dicts()}
    assert ended == dict.fromkeys(["p1", "p2", own], ("0022300900", 25.0))


@pytest.mark.parametrize("day", [0, 4])
def test_of_a_game_under_two_ids_each_log_may_hold_a_part(day: int, tmp_path: Path) -> None:
    date = NIGHT + dt.timedelta(days=day)
    file, league = others(date=date), others(date=date, game_id="0022300900")
    log = boxes({"date": date, "points": 24}, *file[:6], *league[6:])
    rule = SettlementRule(postponed=Postponed.stands)
    found = ledger_of(tmp_path, {}).settle(log, LATER, rule)
    assert found.settled.select("game_id", "outcome").rows() == [("0022300900", 24.0)]


@pytest.mark.parametrize(
    ("name", "result"),
    [("Ada Alpha", "win"), ("ada alpha jr.", "win"), ("A. Alpha", "win"), ("Bo Bench", "void")],
)
def test_ones_own_bet_finds_its_game_and_player_by_team_night_and_name(
    name: str, result: str, tmp_path: Path
) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    bet = ledger.add(OWN | {"player_name": name}, EVENING)
    bench = {"player_id": 7, "player_name": "Bo Bench", "game_id": "g0", "date": NIGHT - dt.timedelta(days=2)}
    ledger.settle(boxes({}, bench, *others()), MORNING)
    found = ledger.find(bet)
    assert (found["result"], found["game_id"]) == (result, "g1")
    assert found["player_id"] == (7 if name == "Bo Bench" else 1)


def test_a_name_of_nobody_or_of_two_is_told_and_never_guessed(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    nobody, two = (ledger.add(OWN | {"player_name": name}, EVENING) for name in ("Zed Zulu", "Cy Cole"))
    twins = ({"player_id": number, "player_name": "Cy Cole"} for number in (4, 5))
    before = {"player_id": 6, "player_name": "Cy Cole", "game_id": "g0", "date": NIGHT - dt.timedelta(days=9)}
    found = ledger.settle(boxes({}, *twins, before), MORNING)
    assert dict(found.unclear.rows()) == {
        nobody: "Zed Zulu: no one player of AAA has this name",
        two: "Cy Cole: no one player of AAA has this name",
    }
    assert found.open == 2


@pytest.mark.parametrize(
    ("name", "other"), [("J. Green", "Josh Green"), ("Tim Hardaway", "Tim Hardaway Jr.")]
)
@pytest.mark.parametrize("traded", [False, True])
def test_a_bet_with_a_team_is_never_settled_by_a_man_of_the_other(
    name: str, other: str, traded: bool, tmp_path: Path
) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    bet = ledger.add(OWN | {"player_name": name}, EVENING)
    opponent = {"player_id": 9, "player_name": other, "team": "BBB", "opponent": "AAA", "points": 30}
    before = {"player_id": 9, "player_name": other, "game_id": "g0", "date": NIGHT - dt.timedelta(days=9)}
    found = ledger.settle(boxes({}, opponent, *([before] if traded else [])), MORNING)
    assert found.unclear.rows() == [(bet, f"{name}: no one player of AAA has this name")]


def test_an_event_that_the_logs_know_by_another_id_is_found_by_team_and_night(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"game_id": "event-77"})
    ledger.settle(boxes({}), MORNING)
    assert (ledger.find("p1")["game_id"], ledger.find("p1")["result"]) == ("g1", "win")


def test_a_short_name_is_not_that_of_a_namesake_because_the_other_sat_out(tmp_path: Path) -> None:
    """Of two men of the team only one plays the night: whom the bet means, nobody can tell."""
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.add(OWN | {"player_name": "J. Williams"}, EVENING)
    before = {"game_id": "g0", "date": NIGHT - dt.timedelta(days=9)}
    jalen, jaylin = ({"player_id": 4 + n, "player_name": name} for n, name in enumerate(NAMESAKES))
    found = ledger.settle(boxes({}, jaylin, jaylin | before, jalen | before), MORNING)
    assert (found.settled.height, found.open) == (0, 1)
    assert found.unclear["reason"].to_list() == ["J. Williams: no one player of AAA has this name"]


@pytest.mark.parametrize(
    "other",
    [
        [{"game_id": "g0", "date": NIGHT - dt.timedelta(days=400)}],  # he plays no more
        [
            {"game_id": "g0", "date": NIGHT - dt.timedelta(days=90)},  # he was traded
            {"game_id": "g9", "date": NIGHT - dt.timedelta(days=3), "team": "CCC", "opponent": "DDD"},
        ],
        [{"game_id": "g5", "date": NIGHT + dt.timedelta(days=5)}],  # he came later
    ],
)
def test_a_namesake_who_was_not_on_the_team_that_night_makes_no_doubt(
    other: list[dict[str, Any]], tmp_path: Path
) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.add(OWN | {"player_name": "J. Williams"}, EVENING)
    jalen, jaylin = ({"player_id": 4 + n, "player_name": name} for n, name in enumerate(NAMESAKES))
    found = ledger.settle(boxes({}, jaylin, *(jalen | row for row in other)), LATER)
    assert found.settled["player_id"].to_list() == [5]


def test_who_has_not_played_for_a_year_is_known_by_his_full_name(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.add(OWN | {"player_name": "Bo Bench"}, EVENING)
    before = {
        "player_id": 7,
        "player_name": "Bo Bench",
        "game_id": "g0",
        "date": NIGHT - dt.timedelta(days=500),
    }
    found = ledger.settle(boxes({}, before, *others()), MORNING)
    assert found.settled.select("player_id", "result").rows() == [(7, "void")]


def test_a_full_name_is_that_of_the_man_who_plays(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.add(OWN | {"player_name": "Jalen Williams"}, EVENING)
    before = {"game_id": "g0", "date": NIGHT - dt.timedelta(days=9)}
    same = [{"player_id": number, "player_name": "Jalen Williams"} for number in (4, 5)]
    found = ledger.settle(boxes({}, same[0], same[1] | before), MORNING)
    assert found.settled["player_id"].to_list() == [4]
