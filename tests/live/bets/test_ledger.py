from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.live.bets.ledger import BetLedger
from tests.live.bets.cases import EVENING, LATER, MORNING, NIGHT, TIP, boxes, ledger_of, pick, picks


def test_a_pick_becomes_an_open_paper_bet_with_all_that_it_claimed(tmp_path: Path) -> None:
    (bet,) = ledger_of(tmp_path, {}).bets().to_dicts()
    terms = {name: value for name, value in pick().items() if name != "pick_id"}
    assert {name: bet[name] for name in terms} == terms
    assert (bet["bet_id"], bet["paper"], bet["result"], bet["profit"]) == ("p1", True, "pending", None)
    assert bet["value"] == pytest.approx(0.10)
    assert bet["edge"] == pytest.approx(0.05)
    assert (bet["recorded_at"], bet["placed_at"], bet["settled_at"]) == (EVENING, None, None)


def test_the_same_pick_twice_is_one_bet(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {}, {})
    assert ledger.record(picks({"stake": 99.0}, {"pick_id": "p2"}), MORNING) == 1
    assert ledger.bets().select("bet_id", "stake").rows() == [("p1", 10.0), ("p2", 10.0)]


def test_picks_that_were_not_taken_are_no_bets(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    both = picks({}, {"pick_id": "p2"}).with_columns(taken=pl.Series([False, True]), reason=pl.lit("x"))
    assert ledger.record(both, EVENING) == 1
    assert ledger.bets()["bet_id"].to_list() == ["p2"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"price": 0.9}, "row 0, column price: '0.9' is not allowed (1.001 to 1001)"),
        ({"market": "pointz"}, "row 0, column market: 'pointz' is not allowed (one of points, "),
        ({"side": "both"}, "row 0, column side: 'both' is not allowed (one of over, under)"),
        ({"stake": -1.0}, "row 0, column stake: '-1.0' is not allowed"),
        ({"p": float("nan")}, "row 0, column p: 'NaN' is not allowed"),
        ({"player_name": None}, "row 0, column player_name: None is not allowed (not empty)"),
    ],
)
def test_a_wrong_pick_is_named_and_nothing_is_kept(
    change: dict[str, object], said: str, tmp_path: Path
) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    with pytest.raises(DataError) as raised:
        ledger.record(picks(change), EVENING)
    assert said in str(raised.value)
    with pytest.raises(DataError):
        ledger.record(pl.concat([picks({"pick_id": "good"}), picks(change)], how="vertical_relaxed"), EVENING)
    assert ledger.bets().is_empty()


def test_a_placed_bet_is_real_at_the_terms_that_were_taken(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    assert ledger.place("p1", MORNING, price=1.8, book="FanDuel", stake=25.0)
    bet = ledger.find("p1")
    assert (bet["paper"], bet["price"], bet["book"], bet["stake"], bet["line"]) == (
        False, 1.8, "FanDuel", 25.0, 20.5,
    )  # fmt: skip
    assert bet["value"] == pytest.approx(0.55 * 1.8 - 1)
    assert (bet["novig"], bet["edge"], bet["placed_at"]) == (None, None, MORNING)
    assert not ledger.place("p1", LATER, price=1.8, book="FanDuel", stake=25.0)
    assert ledger.bets(as_of=EVENING)["paper"].to_list() == [True]


def test_at_another_line_nothing_is_claimed(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.place("p1", EVENING, price=1.8, book="DraftKings", stake=5.0, line=21.5)
    bet = ledger.find("p1")
    assert (bet["line"], bet["p"], bet["value"], bet["novig"]) == (21.5, None, None, None)


def test_a_push_is_part_of_what_was_claimed(tmp_path: Path) -> None:
    bet = ledger_of(tmp_path, {"line": 20.0, "p_push": 0.2}).find("p1")
    assert bet["value"] == pytest.approx(0.8 * (0.55 * 2 - 1))


def test_a_bet_that_ended_is_not_placed(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes({}), MORNING)
    with pytest.raises(DataError, match=r"^p1: has ended \(win\); only open bets are placed$"):
        ledger.place("p1", MORNING, price=1.8, book="FanDuel", stake=25.0)


def test_a_voided_bet_costs_nothing_and_stays_void(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.settle(boxes({}), MORNING)
    assert ledger.find("p1")["profit"] == 10.0
    assert ledger.void("p1", LATER, "the book took it back")
    assert not ledger.void("p1", LATER)
    assert ledger.settle(boxes({"points": 3}), LATER).corrected.is_empty()
    bet = ledger.find("p1")
    assert (bet["result"], bet["profit"], bet["reason"]) == ("void", 0.0, "the book took it back")


def test_ones_own_bet_is_real_and_not_added_twice_unasked(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    terms = {
        name: pick()[name] for name in ("night", "player_name", "team", "market", "side", "line", "book")
    }
    terms |= {"price": 1.9, "stake": 20}
    first = ledger.add(terms, EVENING)
    with pytest.raises(DataError, match=f"^{first}: is the same bet, and in the ledger already; --again"):
        ledger.add(terms | {"line": 20.5, "stake": 20.0}, MORNING)
    second = ledger.add(terms, MORNING, again=True)
    assert ledger.bets().select("bet_id", "paper").rows() == [(first, False), (second, False)]


def test_a_bet_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"pick_id": "abc1"}, {"pick_id": "abd2"}, {"pick_id": "ab"})
    assert ledger.find("abc")["bet_id"] == "abc1"
    assert ledger.find("ab")["bet_id"] == "ab"
    for wrong, said in (("a", "3 bets begin so: ab, abc1, abd2"), ("x", "no such bet"), ("", "empty")):
        with pytest.raises(DataError, match=said):
            ledger.find(wrong)


def test_nothing_is_changed_or_taken_away_by_anybody(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    with closing(sqlite3.connect(ledger.path)) as connection:
        row = connection.execute("SELECT * FROM changes").fetchone()
        for statement in (
            "UPDATE changes SET stake = 0",
            "DELETE FROM changes",
            "INSERT OR REPLACE INTO changes (bet_id, change, kind, at) VALUES ('p1', 1, 'record', 'x')",
            "INSERT INTO changes (bet_id, change, kind, at) VALUES ('p1', 3, 'void', 'x')",
            "INSERT INTO changes (bet_id, change, kind, at) VALUES ('p1', 2, 'record', 'x')",
            "INSERT INTO changes (bet_id, change, kind, at) VALUES ('p9', 1, 'settle', 'x')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        assert connection.execute("SELECT * FROM changes").fetchall() == [row]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_change_is_kept_with_its_time(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    ledger.place("p1", TIP, price=1.8, book="FanDuel", stake=25.0)
    ledger.settle(boxes({}), MORNING)
    ledger.settle(boxes({"points": 20}), LATER)
    assert ledger.history().select("change", "kind", "at", "result").rows() == [
        (1, "record", EVENING, None),
        (2, "place", TIP, None),
        (3, "settle", MORNING, "win"),
        (4, "settle", LATER, "loss"),
    ]
    then = ledger.bets(as_of=MORNING).row(0, named=True)
    assert (then["result"], then["profit"], then["night"]) == ("win", pytest.approx(20.0), NIGHT)


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no time zone"):
        BetLedger.open(tmp_path / "bets.sqlite").record(picks({}), dt.datetime(2024, 3, 1))  # noqa: DTZ001


def test_files_that_are_no_ledger_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bets.sqlite"
    with pytest.raises(DataError, match="no bets are kept there yet"):
        BetLedger.open(path, create=False)
    assert not path.exists()
    path.write_text(
        "Some notes, longer than the heading of a database is, so that nobody takes it for one. " * 9
    )
    with pytest.raises(DataError, match="file is not a database"):
        BetLedger.open(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(DataError, match="of another program"):
        BetLedger.open(path)


def test_a_ledger_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {})
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(DataError, match="has format 2, this version of nba-props reads up to 1"):
        BetLedger.open(ledger.path)


def test_who_may_only_read_sees_the_bets_and_leaves_nothing_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = ledger_of(tmp_path, {})
    files = sorted(tmp_path.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert BetLedger.open(ledger.path, create=False).bets().height == 1
    assert sorted(tmp_path.iterdir()) == files
    with pytest.raises(DataError, match="readonly"):
        ledger.void("p1", LATER)
