"""`nba-props data import` and `nba-props data status`: what is printed, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.data.store import DataStore
from tests.data import published

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `nba-props data ...` on a store of its own; returns exit code, stdout and stderr."""
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "80")

    def data(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["data", *map(str, words)])
        return code, *capsys.readouterr()

    return data


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    named = {"player": "player_name", "book": "bookmaker", "quoted_at": "timestamp", "tip_off": "game_time"}
    published.quotes().head(40).rename(named).write_csv(path)
    return path


def test_an_import_tells_what_is_new_and_fits_the_terminal(run: Run, lines: Path, tmp_path: Path) -> None:
    code, out, _ = run("import", lines, "data.odds_format=decimal")
    assert code == 0
    assert [line.split() for line in out.splitlines() if line.startswith("quotes")] == [
        ["quotes", "40", "0", "0"]
    ]
    assert max(map(len, out.splitlines())) <= 80
    assert DataStore.open(tmp_path / "store").read("quotes").height == 40
    _, again, _ = run("import", lines, "data.odds_format=decimal", "--json")
    assert json.loads(again)["changes"] == {"quotes": {"added": 0, "changed": 0, "unchanged": 40}}


def test_raw_copies_are_kept(run: Run, lines: Path, tmp_path: Path) -> None:
    run("import", lines, "data.odds_format=decimal")
    (copy,) = (tmp_path / "store" / "raw" / "files").glob("*/*-lines.csv-*.gz")
    assert pl.read_csv(copy).height == 40


def test_the_store_of_the_option_comes_before_that_of_the_environment(
    run: Run, lines: Path, tmp_path: Path
) -> None:
    run("import", lines, "data.odds_format=decimal", "--store", tmp_path / "other")
    assert (tmp_path / "other" / "store.json").is_file()
    assert not (tmp_path / "store").exists()


def test_status_tells_tables_and_fits_the_terminal(run: Run, lines: Path) -> None:
    run("import", lines, "data.odds_format=decimal")
    code, out, _ = run("status", "--now", "2024-03-01T22:00Z")
    assert code == 0
    assert next(line for line in out.splitlines() if line.startswith("quotes")).split()[1] == "40"
    assert max(map(len, out.splitlines())) <= 80
    _, told, _ = run("status", "--now", "2024-03-01T22:00Z", "--json")
    rows = {table["table"]: table["rows"] for table in json.loads(told)["tables"]}
    assert (rows["quotes"], rows["player_games"]) == (40, 0)


def refused(code: int, err: str, says: str) -> None:
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_bad_input_leaves_the_store_as_it_was(run: Run, lines: Path, tmp_path: Path) -> None:
    run("import", lines, "data.odds_format=decimal")
    store = tmp_path / "store"
    before = sorted(store.rglob("*"))
    bad = tmp_path / "bad.csv"
    bad.write_text(lines.read_text().replace("Alpha", "Beta").replace("points", "points", 1) + "x,y\n")
    code, _, err = run("import", lines, bad, "data.odds_format=decimal")
    refused(code, err, "bad.csv")
    assert sorted(store.rglob("*")) == before


def test_a_file_that_lacks_a_column_is_told_with_the_way_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text("PLAYER_ID,POS,SEASON\n1,G,2023-24\n")
    code, _, err = run("import", path)
    refused(code, err, "positions.csv: looks like positions, but column POSITION_SIMPLE is missing")
    assert "if POS is meant, add data.position_columns.POSITION_SIMPLE=POS" in err
    assert not (tmp_path / "store").exists()
    code, _, _ = run("import", path, "data.position_columns.POSITION_SIMPLE=POS")
    assert code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["status"], "store: there is no store; `nba-props data import`"),
        (["import", "none.csv"], "data import: no such file or folder: none.csv"),
        (["import", "data.time_zone=UTC"], "data import: names no file"),
        (["import", "x.csv", "data.odd_format=decimal"], "data.odd_format: no such setting"),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, words: list[str], says: str) -> None:
    code, _, err = run(*words)
    refused(code, err, says)
    assert len(err.splitlines()) == 1


def test_a_moment_without_a_zone_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("status", "--now", "2024-03-01T22:00")
    assert ended.value.code == 2
    assert "no time with a zone, such as 2024-03-01T22:00Z" in capsys.readouterr().err
