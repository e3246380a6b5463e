from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nba_props.errors import DataError
from nba_props.live.bets.exchange import export, take_over
from nba_props.live.bets.ledger import BetLedger
from tests.live.bets.cases import LATER, MORNING, boxes, ledger_of


def _lively(folder: Path) -> BetLedger:
    ledger = ledger_of(folder, {"price": 1 + 10 / 11}, {"pick_id": "-p2", "player_name": '=HYPERLINK("x")'})
    ledger.place("p1", MORNING, price=1 / 3 + 1.5, book="'+Book,\r\nof\tmine'", stake=0.1 + 0.2)
    ledger.settle(boxes({}), MORNING)
    ledger.settle(boxes({"points": 2}), LATER)
    ledger.void("-p2", LATER, "@SUM(A1)")
    return ledger


def test_what_is_exported_and_imported_is_the_same_ledger(tmp_path: Path) -> None:
    ledger, other = _lively(tmp_path), BetLedger.open(tmp_path / "other.sqlite")
    assert export(ledger, tmp_path / "bets.csv") == 8
    assert take_over(other, tmp_path / "bets.csv") == 8
    assert other.history().equals(ledger.history())
    assert other.bets().equals(ledger.bets())
    export(other, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "bets.csv").read_bytes()


def test_what_is_there_is_not_added_again(tmp_path: Path) -> None:
    ledger = _lively(tmp_path)
    export(ledger, tmp_path / "bets.csv")
    assert take_over(ledger, tmp_path / "bets.csv") == 0
    assert ledger.history().height == 8


def test_no_cell_is_one_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    export(_lively(tmp_path), tmp_path / "bets.csv")
    with (tmp_path / "bets.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2.0,", "two,", "row 3, column price: 'two' is no number"),
        ("2.0,", "0.5,", "row 3, column price: 0.5 is not allowed (1.001 to 1001)"),
        ("points", "pts", "row 2, column market: 'pts' is not allowed (one of points, "),
        ("2024-03-01,", "2024-02-30,", "row 2, column night: '2024-02-30' is no day, such as 2024-03-01"),
        ("p1,2,place", "p1,3,place", "row 4: p1: change 2 is missing before 3"),
        (
            "p1,2,place",
            "p1,2,record",
            "row 4, column kind: record: a bet begins with record or add, and only once",
        ),
        ("bet_id", "id", "column bet_id is missing; did you mean"),
        ("Ada Alpha", "", "row 2, column player_name: must not be empty where a bet begins"),
        ("p1,1,record", "p1,1", "row 2: has 29 cells, the heading 30"),
        (",g1,1,", f",g1,{10**19},", f"row 2, column player_id: {10**19} is not allowed (up to {2**63 - 1})"),
        (
            ",g1,1,",
            f",g1,-{10**19},",
            f"row 2, column player_id: -{10**19} is not allowed (up to {2**63 - 1})",
        ),
        ("Ada Alpha", "Ada\0", "row 2, column player_name: 'Ada\\x00' is not allowed (no text holds U+0000)"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_added(old: str, new: str, said: str, tmp_path: Path) -> None:
    ledger, path = BetLedger.open(tmp_path / "new.sqlite"), tmp_path / "bets.csv"
    export(_lively(tmp_path), path)
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(DataError) as raised:
        take_over(ledger, path)
    assert str(raised.value).startswith(f"{path}: {said}")
    assert ledger.history().is_empty()


def test_another_history_of_the_same_bet_is_refused(tmp_path: Path) -> None:
    export(_lively(tmp_path), tmp_path / "bets.csv")
    (tmp_path / "b").mkdir()
    other = ledger_of(tmp_path / "b", {"stake": 11.0})
    with pytest.raises(DataError, match=r"row 2: p1: its change 1 is another one in the ledger$"):
        take_over(other, tmp_path / "bets.csv")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bets.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="is no CSV file"):
        take_over(BetLedger.open(tmp_path / "new.sqlite"), tmp_path / "bets.csv")


def test_what_a_spreadsheet_does_to_a_file_is_no_fault(tmp_path: Path) -> None:
    """It marks UTF-8 at the beginning, and leaves an empty line at the end."""
    ledger, other = _lively(tmp_path), BetLedger.open(tmp_path / "other.sqlite")
    export(ledger, tmp_path / "bets.csv")
    saved = tmp_path / "saved.csv"
    saved.write_bytes(b"\xef\xbb\xbf" + (tmp_path / "bets.csv").read_bytes() + b"\r\n")
    assert take_over(other, saved) == 8
    assert other.history().equals(ledger.history())
