from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.schemas import SCHEDULE
from nba_props.live.bets.settlement import Played, Postponed, SettlementRule
from tests.live.bets.cases import (
    EVENING,
    LATER,
    MORNING,
    NIGHT,
    OFF,
    TIP,
    box,
    boxes,
    ledger_of,
    others,
    pick,
)

ONE_MINUTE = SettlementRule(Played.one_minute)


@pytest.mark.parametrize(
    ("bet", "game", "result", "profit"),
    [
        ({}, {}, "win", 10.0),
        ({"side": "under"}, {}, "loss", -10.0),
        ({"line": 25.0}, {}, "push", 0.0),
        ({"line": 25.0, "side": "under"}, {}, "push", 0.0),
        ({"market": "pra", "line": 34.5, "price": 1.5}, {}, "win", 5.0),
        ({"market": "stocks", "line": 0.5}, {}, "win", 10.0),
        ({}, OFF | {"minutes": 0.0}, "void", 0.0),
        ({"line": 0.5}, OFF | {"minutes": 0.0, "points": 2}, "win", 10.0),
        ({"line": 0.5}, OFF | {"minutes": 0.0, "steals": 1}, "loss", -10.0),
        ({}, {"minutes": 0.5}, "win", 10.0),
    ],
)
def test_a_bet_ends_as_a_book_says(
    bet: dict[str, Any], game: dict[str, Any], result: str, profit: float, tmp_path: Path
) -> None:
    ledger = ledger_of(tmp_path, bet)
    found = ledger.settle(boxes(game, {"player_id": 2}), MORNING)
    assert found.settled.select("result", "profit").rows() == [(result, profit)]
    assert (found.open, found.corrected.height, found.unclear.height) == (0, 0, 0)


@pytest.mark.parametrize(("minutes", "result"), [(0.0, "void"), (0.99, "void"), (1.0, "win"), (None, "win")])
def test_where_a_minute_is_asked_for_less_is_void(minutes: float | None, result: str, tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    found = ledger.settle(boxes({"minutes": minutes}, {"player_id": 2}), MORNING, ONE_MINUTE)
    assert found.settled.select("result", "reason").rows() == [
        (result, "played less than a minute" if result == "void" else None)
    ]


def test_a_player_whom_his_game_does_not_list_did_not_play(tmp_path: Path) -> None:
    found = ledger_of(tmp_path, {}).settle(boxes(*others()), MORNING)
    assert found.settled.select("result", "reason", "outcome").rows() == [("void", "did not play", None)]


def test_a_game_that_is_not_in_the_logs_leaves_its_bets_open(tmp_path: Path) -> None:
    found = ledger_of(tmp_path, {}).settle(boxes({"game_id": "g2", "team": "CCC"}), MORNING)
    assert (found.settled.height, found.open) == (0, 1)


def test_nothing_is_settled_twice(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {}, {"pick_id": "p2", "side": "under"})
    assert ledger.settle(boxes({}), MORNING).settled.height == 2
    again = ledger.settle(boxes({}), LATER)
    assert (again.settled.height, again.corrected.height) == (0, 0)
    assert ledger.history().height == 4


def test_a_corrected_box_score_settles_anew_and_says_what_was(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {}, {"pick_id": "p2", "side": "under"})
    ledger.settle(boxes({}), MORNING)
    found = ledger.settle(boxes({"points": 20}), LATER)
    shown = found.corrected.select("bet_id", "result_before", "outcome_before", "result", "outcome", "profit")
    assert shown.rows() == [
        ("p1", "win", 25.0, "loss", 20.0, -10.0),
        ("p2", "loss", 25.0, "win", 20.0, 10.0),
    ]
    assert found.settled.is_empty()
    assert ledger.settle(boxes({"points": 20}), LATER).corrected.is_empty()


def test_logs_that_lack_a_settled_game_change_nothing(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes({}), MORNING)
    assert ledger.settle(boxes({"game_id": "g2", "team": "CCC"}), LATER).corrected.is_empty()
    assert ledger.find("p1")["result"] == "win"


@pytest.mark.parametrize(
    ("rule", "ends"), [(Postponed.void, ("void", "played on 2024-03-05")), (Postponed.stands, ("win", None))]
)
def test_a_postponed_game_is_void_or_stands(
    rule: Postponed, ends: tuple[str, str | None], tmp_path: Path
) -> None:
    ledger = ledger_of(tmp_path, {})
    moved = boxes({"date": NIGHT + dt.timedelta(days=4)})
    found = ledger.settle(moved, LATER, SettlementRule(postponed=rule))
    assert found.settled.select("result", "reason").rows() == [ends]


SCHEDULED = {
    "season": "2023-24", "game_id": "g1", "date": NIGHT, "tip_off": None, "home": "AAA", "away": "BBB",
    "competition": "regular", "status": "scheduled", "neutral": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "rule", "result"),
    [
        ({}, Postponed.void, "pending"),
        ({"status": "postponed"}, Postponed.void, "void"),
        ({"date": NIGHT + dt.timedelta(days=9)}, Postponed.void, "void"),
        ({"status": "postponed"}, Postponed.stands, "pending"),
    ],
)
def test_a_schedule_tells_of_postponed_games_before_they_are_played(
    change: dict[str, Any], rule: Postponed, result: str, tmp_path: Path
) -> None:
    ledger = ledger_of(tmp_path, {})
    schedule = SCHEDULE.conform(pl.DataFrame([SCHEDULED | change], infer_schema_length=None))
    ledger.settle(boxes({"game_id": "g2", "team": "CCC"}), MORNING, SettlementRule(postponed=rule), schedule)
    assert ledger.find("p1")["result"] == result
    later = boxes({"date": NIGHT + dt.timedelta(days=9)})
    found = ledger.settle(later, LATER + dt.timedelta(days=9), SettlementRule(postponed=rule), schedule)
    assert ledger.find("p1")["result"] == ("win" if rule is Postponed.stands else "void")
    assert found.corrected.is_empty()


def test_a_box_score_without_the_statistic_settles_nothing_and_says_so(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"market": "turnovers", "line": 1.5}, {"pick_id": "p2"})
    found = ledger.settle(boxes({}), MORNING)
    assert found.settled["bet_id"].to_list() == ["p2"]
    assert found.unclear.rows() == [("p1", "the box score has no turnovers of Ada Alpha")]


def test_a_game_that_the_night_does_not_list_is_told(tmp_path: Path) -> None:
    found = ledger_of(tmp_path, {}).settle(boxes({"game_id": "g2", "team": "CCC"}), MORNING)
    assert found.unclear.rows() == [("p1", "no game of AAA on 2024-03-01 in the logs")]


def test_a_game_that_was_moved_is_not_taken_for_another_one_of_its_team(tmp_path: Path) -> None:
    """The source had an id of its own for the game; its team met another one on the night."""
    ledger = ledger_of(tmp_path, {"game_id": "event-77"})
    met_another = boxes({"game_id": "g5", "opponent": "CCC"})
    found = ledger.settle(met_another, MORNING)
    assert (found.settled.height, found.open) == (0, 1)
    assert found.unclear["reason"].to_list() == ["no game of AAA on 2024-03-01 in the logs"]


def test_of_bets_that_have_ended_no_game_is_missed(tmp_path: Path) -> None:
    before = {"pick_id": "p2", "night": NIGHT - dt.timedelta(days=9), "game_id": "g0"}
    ledger = ledger_of(tmp_path, {}, before)
    ledger.settle(boxes({}), MORNING)
    around = [{"game_id": f"g{days}0", "date": NIGHT + dt.timedelta(days=days)} for days in (-1, 1)]
    found = ledger.settle(boxes(*around), LATER)
    assert (found.open, found.unclear.height) == (1, 0)


@pytest.mark.parametrize("told_by", ["logs", "schedule"])
@pytest.mark.parametrize("others_that_night", [True, False])
def test_a_game_that_was_moved_without_a_word_is_told_with_the_day_of_the_other(
    told_by: str, others_that_night: bool, tmp_path: Path
) -> None:
    ledger = ledger_of(tmp_path, {"game_id": "event-77"})
    moved = NIGHT + dt.timedelta(days=1)
    other = {"game_id": "g2", "team": "CCC", "opponent": "DDD", "date": NIGHT if others_that_night else moved}
    far = {"game_id": "g8", "date": NIGHT - dt.timedelta(days=30)}
    logs = [other, far, *([{"game_id": "g9", "date": moved}] if told_by == "logs" else [])]
    row = SCHEDULED | {"game_id": "g9", "date": moved}
    schedule = SCHEDULE.conform(pl.DataFrame([row], infer_schema_length=None))
    found = ledger.settle(boxes(*logs), LATER, schedule=schedule if told_by == "schedule" else None)
    assert (found.settled.height, found.open) == (0, 1)
    reason = "no game of AAA on 2024-03-01 in the logs; another one of AAA and BBB is on 2024-03-02"
    assert found.unclear.rows() == [("p1", reason)]


def test_a_postponed_game_that_the_source_knows_by_another_id_is_void(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"game_id": "event-77"})
    off = SCHEDULE.conform(pl.DataFrame([SCHEDULED | {"status": "postponed"}], infer_schema_length=None))
    found = ledger.settle(boxes({"game_id": "g2", "team": "CCC"}), MORNING, schedule=off)
    assert found.settled.select("result", "reason").rows() == [("void", "postponed")]
    assert ledger.find("p1")["game_id"] == "g1"


def test_tonights_game_is_not_settled_while_it_is_played(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    assert ledger.settle(boxes({}), EVENING).open == 1
    assert ledger.settle(boxes({}), TIP + dt.timedelta(hours=2)).open == 1
    assert ledger.settle(boxes({}), TIP + dt.timedelta(hours=3)).open == 0


@pytest.mark.parametrize("told_by", ["bet", "schedule"])
def test_a_game_beyond_midnight_is_not_settled_while_it_is_played(tmp_path: Path, told_by: str) -> None:
    late = dt.datetime(2024, 3, 2, 3, 30, tzinfo=dt.UTC)  # 22:30 in New York
    quarter_past_midnight, noon = late + dt.timedelta(hours=1.75), late + dt.timedelta(hours=13.5)
    ledger = ledger_of(tmp_path, {"tip_off": late if told_by == "bet" else None})
    third_quarter = boxes({"won": None, "points": 15})
    live, final = (
        SCHEDULE.conform(pl.DataFrame([SCHEDULED | {"status": status}], infer_schema_length=None))
        for status in ("live", "final")
    )
    schedule = live if told_by == "schedule" else None
    assert ledger.settle(third_quarter, quarter_past_midnight, schedule=schedule).open == 1
    if told_by == "schedule":
        assert ledger.settle(third_quarter, noon, schedule=schedule).open == 1
        assert ledger.settle(boxes({"won": None}), quarter_past_midnight, schedule=final).open == 0
    else:
        assert ledger.settle(boxes({}), quarter_past_midnight).open == 0
    assert ledger.find("p1")["outcome"] == 25


@pytest.mark.parametrize("status", ["live", "scheduled", None])
def test_box_scores_that_never_tell_who_won_are_of_games_that_are_over(
    tmp_path: Path, status: str | None
) -> None:
    """The schedule may be an old one: what it has not ended by the day after counts no more."""
    ledger = ledger_of(tmp_path, {})
    told = [SCHEDULED | {"status": status}] if status else []
    schedule = SCHEDULE.conform(pl.DataFrame(told, infer_schema_length=None)) if told else None
    then = TIP + dt.timedelta(days=2 if status else 1)
    assert ledger.settle(boxes({"won": None}), then, schedule=schedule).open == 0


def test_games_of_later_days_than_now_are_not_seen(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"tip_off": None})
    assert ledger.settle(boxes({}), EVENING).open == 1
    assert ledger.settle(boxes({}), dt.datetime(2024, 3, 2, 4, 59, tzinfo=dt.UTC)).open == 1
    assert ledger.settle(boxes({}), dt.datetime(2024, 3, 2, 5, 0, tzinfo=dt.UTC)).open == 0


ORACLE = """
SELECT b.bet_id,
  CASE WHEN g.date <> b.night THEN 'void'
       WHEN x.points IS NULL OR coalesce(x.minutes, 1) = 0 THEN 'void'
       WHEN $least AND coalesce(x.minutes, 1) < 1 THEN 'void'
       WHEN got = b.line THEN 'push'
       WHEN (got > b.line) = (b.side = 'over') THEN 'win' ELSE 'loss' END AS result,
  CASE result WHEN 'win' THEN b.stake * (b.price - 1) WHEN 'loss' THEN -b.stake ELSE 0 END AS profit
FROM bets b
JOIN (SELECT DISTINCT game_id, date FROM box) g USING (game_id)
LEFT JOIN (SELECT *, points + rebounds + assists AS pra FROM box) x
  ON x.game_id = b.game_id AND x.player_id = b.player_id
CROSS JOIN LATERAL (
  SELECT CASE b.market WHEN 'pra' THEN x.pra WHEN 'points' THEN x.points ELSE x.threes END AS got)
ORDER BY b.bet_id
"""


@pytest.mark.parametrize("rule", [SettlementRule(), ONE_MINUTE])
def test_a_season_of_bets_ends_as_sql_says(rule: SettlementRule, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = _season()
    box_scores = boxes(*rows)
    bets = [
        pick(
            pick_id=f"b{number:04}", game_id=f"g{number % 41}", player_id=number * 7 % 13,
            night=NIGHT - dt.timedelta(days=number % 41), tip_off=None, line=number % 31 / 2,
            market=("pra", "points", "threes")[number % 3], side=("over", "under")[number // 3 % 2],
            price=1.5 + number % 9 / 10, stake=1.0 + number % 5,
        )
        for number in range(700)
    ]  # fmt: skip
    ledger = ledger_of(tmp_path, *bets)
    ledger.settle(box_scores, LATER, rule)
    with duckdb.connect() as connection:
        connection.register("bets", pl.DataFrame(bets).rename({"pick_id": "bet_id"}).to_arrow())
        connection.register("box", box_scores.to_arrow())
        told = connection.execute(ORACLE, {"least": rule.played is Played.one_minute}).fetchall()
    ended = ledger.bets().filter(pl.col("result") != "pending").sort("bet_id")
    assert ended["bet_id"].to_list() == [bet_id for bet_id, _, _ in told]
    assert ended["result"].to_list() == [result for _, result, _ in told]
    assert ended["profit"].to_list() == pytest.approx([profit for _, _, profit in told])
    assert set(ended["result"]) == {"win", "loss", "push", "void"}
    assert 0 < ended.height < 700


def _season() -> list[dict[str, Any]]:
    """Forty games, the last of which is missing; some moved, some players absent or hardly on the court."""
    return [
        box(
            game_id=f"g{game}", date=NIGHT - dt.timedelta(days=game - (game == 5)), player_id=player,
            player_name=f"Player {player}", minutes=(0.0, 0.4, 12.0, 30.0, None)[(game + player) % 5],
            points=None if (game + player) % 5 == 0 else (game * player) % 17,
            rebounds=None if (game + player) % 5 == 0 else player % 4,
            assists=None if (game + player) % 5 == 0 else game % 3,
            threes=None if (game + player) % 5 == 0 else player % 5, team=f"T{game}", steals=0,
        )
        for game in range(40)
        for player in range(11)
    ] + [
        row
        for game in range(40)
        for row in others(
            game_id=f"g{game}", date=NIGHT - dt.timedelta(days=game - (game == 5)), opponent=f"T{game}"
        )[5:]
    ]  # fmt: skip
