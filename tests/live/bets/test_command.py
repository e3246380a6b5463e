"""`nba-props bets` as a person uses it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.data.store.store import DataStore
from nba_props.live.bets.ledger import BetLedger
from tests.live.bets.cases import NIGHT, TIP, boxes, ledger_of

MORNING = "2024-03-02T14:00Z"


class Said:
    """Runs the command in a store and keeps what it said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, *words: str, now: str = MORNING) -> tuple[int, str, str]:
        try:
            code = main(["bets", words[0], "--store", str(self.folder), "--now", now, *words[1:]])
        except SystemExit as ended:  # argparse's own
            code = int(str(ended.code))
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def bets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    ledger_of(tmp_path, {}, {"pick_id": "p2", "side": "under"})
    other = {"player_id": 3, "player_name": "Bo Bench", "team": "BBB", "opponent": "AAA", "home": False}
    DataStore.open(tmp_path, create=True).upsert("player_games", boxes({}, other))
    return Said(tmp_path, capsys)


def test_a_night_from_the_pick_to_the_report(bets: Said) -> None:
    placed = bets("place", "p1", "--price", "-125", "--book", "FanDuel", "--stake", "20")
    assert placed == (0, "p1: placed: Ada Alpha over 20.5 points, FanDuel, at 1.80 for 20.00\n", "")
    code, out, _ = bets("settle")
    assert (code, out.splitlines()[-1]) == (0, "2 bets settled (1 win, 1 loss), profit +6.00; 0 open")
    assert bets("settle")[1] == "0 bets settled; 0 open\n"
    code, out, _ = bets("report", "--since", "2024-03-01", "--json")
    metrics = json.loads(out)["metrics"]
    assert (code, metrics["betting_n_bets"], metrics["betting_profit"]) == (0, 2, pytest.approx(6.0))
    code, out, _ = bets("report", "--money", "real", "--html", str(bets.folder / "page.html"))
    assert "Bets, real ones" in out
    assert "real bets" in (bets.folder / "page.html").read_text()


def test_a_corrected_box_score_is_told(bets: Said) -> None:
    bets("settle")
    DataStore.open(bets.folder).upsert("player_games", boxes({"points": 20}))
    _, out, _ = bets("settle")
    assert "Settled anew: the box score was corrected" in out
    assert "p1 was win, 25" in out
    assert out.splitlines()[-1] == "0 bets settled; 2 settled anew; 0 open"


def test_another_rule_is_told_and_no_correction(bets: Said) -> None:
    DataStore.open(bets.folder).upsert("player_games", boxes({"minutes": 0.5}))
    bets("settle")
    _, out, _ = bets("settle", "--played", "one_minute")
    assert "not settled anew: p1: win by another rule, void by this one" in out
    assert "--resettle settles those by this rule" in out
    _, out, _ = bets("settle", "--played", "one_minute", "--resettle")
    assert "Settled anew: by another rule of the house" in out
    assert "corrected" not in out
    assert out.splitlines()[-1] == "0 bets settled; 2 settled anew; 0 open"
    assert "void played less" in bets("history", "p1")[1]


def test_the_close_is_the_last_quote_of_the_store_before_tip_off(bets: Said) -> None:
    published = {
        "event_id": "e1", "player": "Ada Alpha", "book": "DraftKings", "market": "points", "line": 20.5,
        "alternate": False, "event_date": NIGHT, "tip_off": TIP, "home_team": "AAA", "away_team": "BBB",
    }  # fmt: skip
    store = DataStore.open(bets.folder)
    for minutes, over, under in ((60, 1.9, 1.9), (5, 1.6, 2.3), (-30, 1.05, 9.0)):
        at = TIP - dt.timedelta(minutes=minutes)
        row = published | {"over_price": over, "under_price": under, "quoted_at": at}
        store.append("quotes", pl.DataFrame([row]), at)
    bets("settle")
    metrics = json.loads(bets("report", "--json")[1])["metrics"]
    assert metrics["betting_clv"] == pytest.approx((2 / 1.6 - 1 + 2 / 2.3 - 1) / 2)
    assert metrics["betting_beat_close"] == 0.5


def test_bets_are_settled_by_game_logs_in_files_too(bets: Said) -> None:
    logs = pl.DataFrame(
        {
            "SEASON_ID": "22023", "PLAYER_ID": [1], "PLAYER_NAME": "Ada Alpha", "TEAM_ABBREVIATION": "AAA",
            "TEAM_NAME": "Team A", "GAME_ID": "g1", "GAME_DATE": "2024-03-01", "MATCHUP": "AAA vs. BBB",
            "WL": "W", "MIN": 30, "PTS": 20, "REB": 1, "AST": 1, "FG3M": 1, "STL": 0, "BLK": 0, "TOV": 0,
            "PF": 1, "FGM": 8, "FGA": 15, "FG3A": 3, "FTM": 3, "FTA": 4, "OREB": 0, "DREB": 1,
            "PLUS_MINUS": 3,
        }
    )  # fmt: skip
    logs.write_csv(bets.folder / "logs.csv")
    code, out, err = bets("settle", "--game-logs", str(bets.folder / "logs.csv"))
    assert (code, err) == (0, "")
    assert "2 bets settled (1 win, 1 loss)" in out
    assert BetLedger.open(bets.folder / "bets.sqlite").find("p1")["outcome"] == 20.0


def test_ones_own_bet_is_added_listed_and_voided(bets: Said) -> None:
    terms = ("--player", "Ada Alpha", "--team", "aaa", "--night", "2024-03-01", "--market", "pra")
    more = ("--side", "over", "--line", "30.5", "--price", "+105", "--book", "Mine", "--stake", "5")
    code, out, _ = bets("add", *terms, *more)
    bet = out.partition(":")[0]
    assert (code, out) == (0, f"{bet}: added\n")
    assert bets("add", *terms, *more)[0] == 2
    listed = json.loads(bets("list", "--open", "--json")[1])
    assert {row["bet_id"]: row["price"] for row in listed} == {"p1": 2.0, "p2": 2.0, bet: 2.05}
    assert bets("void", bet[:5], "--reason", "limited")[1] == f"{bet}: void now, the stake comes back\n"
    assert bets("void", bet[:5])[1] == f"{bet}: nothing to do, it is void already\n"
    assert "limited" in bets("history", bet)[1]
    assert bet[:8] not in bets("list", "--open")[1]


def test_what_is_exported_is_imported_elsewhere(bets: Said, tmp_path_factory: pytest.TempPathFactory) -> None:
    file, other = bets.folder / "bets.csv", tmp_path_factory.mktemp("other")
    assert bets("export", str(file)) == (0, "", f"wrote {file}: 2 changes\n")
    elsewhere = Said(other, bets.capsys)
    assert elsewhere("import", str(file)) == (0, "", f"{file}: 2 changes added\n")
    assert elsewhere("import", str(file)) == (0, "", f"{file}: 0 changes added\n")
    assert elsewhere("list")[1] == bets("list")[1]


def test_teams_and_books_are_kept_under_one_spelling(bets: Said) -> None:
    terms = (
        "--player",
        "Nikola Jokic",
        "--team",
        "Denver Nuggets",
        "--night",
        "2024-03-01",
        "--market",
        "pra",
    )
    bets(
        "add",
        *terms,
        "--side",
        "over",
        "--line",
        "47.5",
        "--price",
        "1.9",
        "--book",
        "fan duel",
        "--stake",
        "5",
    )
    (bet,) = (row for row in json.loads(bets("list", "--json")[1]) if row["market"] == "pra")
    assert (bet["team"], bet["book"], bet["price"]) == ("DEN", "FanDuel", 1.9)


ADD = (
    "add", "--team", "AAA", "--night", "2024-03-01", "--market", "pra", "--side", "over", "--line", "30.5",
    "--price", "1.9", "--book", "B", "--stake", "5",
)  # fmt: skip
PLACE = ("place", "p1", "--price", "1.9", "--book", "B", "--stake", "5")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("place", "x", *PLACE[2:]), "error: x: no such bet; see nba-props bets list"),
        (("place", "p", *PLACE[2:]), "error: p: 2 bets begin so: p1, p2; see nba-props bets list"),
        ((*PLACE, "--price", "-50"), "argument --price: price -50: American prices are -100 or less, or 100"),
        ((*PLACE, "--price", "0.9"), "argument --price: '0.9' is no number from 1.001 to 100"),
        ((*PLACE, "--price", "nan"), "argument --price: 'nan' is no number from 1.001 to 100"),
        ((*PLACE, "--stake", "-5"), "argument --stake: '-5' is no number from 0.01 to 1e+09"),
        ((*PLACE, "--stake", "0"), "argument --stake: '0' is no number from 0.01 to 1e+09"),
        ((*PLACE, "--line", "x"), "argument --line: 'x' is no number from 0 to 150"),
        ((*PLACE, "--line", "1_0.5"), "argument --line: '1_0.5' is no number from 0 to 150"),
        (
            (*PLACE, "--price", "\u0661.\u0669"),
            "argument --price: '\u0661.\u0669' is no number from 1.001 to 100",
        ),
        ((*ADD, "--player", "A", "--night", "2124-03-01"), "argument --night: '2124-03-01' is no date from"),
        ((*PLACE, "--book", " "), "argument --book: must not be empty"),
        (("list", "--since", "1.3.24"), "argument --since: '1.3.24' is no date such as 2024-03-01"),
        (("list", "--now", "2024-03-01"), "argument --now: '2024-03-01' is no time with a zone, such as"),
        (("import", "/nowhere.csv"), "error: /nowhere.csv: No such file or directory"),
        (("history", "nope"), "error: nope: no such bet"),
        (("history", "p1\udce9"), "argument ID: 'p1\\udce9' holds a byte that is not UTF-8 (U+DCE9)"),
        (
            ("void", "p1", "--reason", "a\udce9"),
            "argument --reason: 'a\\udce9' holds a byte that is not UTF-8",
        ),
        ((*PLACE, "--book", "A\nB"), "argument --book: 'A\\nB' holds a control character (U+000A)"),
        ((*ADD, "--player", "Don\udce9"), "argument --player: 'Don\\udce9' holds a byte that is not UTF-8"),
        ((*ADD, "--player", "A\nB"), "argument --player: 'A\\nB' holds a control character (U+000A)"),
        ((*ADD, "--player", "A\0B"), "argument --player: 'A\\x00B' holds a control character (U+0000)"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(words: tuple[str, ...], said: str, bets: Said) -> None:
    before = BetLedger.open(bets.folder / "bets.sqlite").history()
    code, out, err = bets(*words)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert BetLedger.open(bets.folder / "bets.sqlite").history().equals(before)


def test_without_a_ledger_there_is_one_line_and_none_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = Said(tmp_path / "new", capsys)("list")
    assert (code, out) == (2, "")
    assert err == (
        f"error: {tmp_path / 'new' / 'bets.sqlite'}: no bets are kept there yet; the first one that is "
        "recorded or added makes it\n"
    )
    assert not (tmp_path / "new").exists()


def test_the_environment_names_the_store(
    bets: Said, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBA_PROPS_STORE", str(bets.folder))
    assert main(["bets", "list", "--now", MORNING]) == 0
    assert "Ada Alpha" in capsys.readouterr().out


def test_everything_fits_80_columns(bets: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    bets("place", "p1", "--price", "1.87", "--book", "A bookmaker with a long name", "--stake", "12345.67")
    for words in (("list",), ("settle",), ("report",), ("history", "p1")):
        code, out, _ = bets(*words)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 80
