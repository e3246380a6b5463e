"""`nba-props data update --source files`: a folder whose new and changed files go into the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli import main
from tests.source.folder import store
from tests.source.league import HEADERS, log
from tests.source.pdf import pdf

UPDATE = ["data", "update", "--source", "files", "--folder", "incoming", "--now", "2024-03-01T22:00Z"]
LINES = (
    "event_id,commence_time,home_team,away_team,bookmaker,player_name,market,line,over_price,under_price\n"
)
LINE = (
    "e1,2024-03-02T00:30:00Z,Denver Nuggets,Los Angeles Lakers,draftkings,Nikola Jokic,points,{},-115,-105\n"
)


def drop(folder: Path) -> None:
    """Write a game log and a line into a folder."""
    folder.mkdir()
    pl.DataFrame([log()], HEADERS, orient="row").write_csv(folder / "logs.csv")
    (folder / "lines.csv").write_text(LINES + LINE.format(25.5))


@pytest.fixture
def incoming(folder: Path) -> Path:
    """A folder with a game log and a line, as a scraper leaves them."""
    drop(folder / "incoming")
    return folder / "incoming"


def test_new_and_changed_files_go_into_the_store(
    incoming: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(UPDATE) == 0
    assert capsys.readouterr().out.splitlines() == [
        "player_games: 1 added, 0 changed, 0 as before",
        "quotes: 1 added, 0 changed, 0 as before",
    ]
    assert main(UPDATE) == 0
    assert capsys.readouterr().out == "nothing new\n"
    (incoming / "lines.csv").write_text(LINES + LINE.format(25.5) + LINE.format(26.5))
    assert main(UPDATE) == 0
    assert capsys.readouterr().out == "quotes: 1 added, 0 changed, 1 as before\n"
    assert store(folder).read("quotes")["line"].sort().to_list() == [25.5, 26.5]


def test_all_kinds_of_files_and_settings(
    incoming: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Official reports go the way of `data reports`, positions that of `data import`; others are told."""
    row = ("03/01/2024", "07:30 (ET)", "LAL@DEN", "Denver Nuggets", "Murray, Jamal", "Out", "Injury")
    waiting = ("", "", "", "Los Angeles Lakers", "", "", "NOT YET SUBMITTED")
    (incoming / "reports").mkdir()
    (incoming / "reports/Injury-Report_2024-03-01_04PM.pdf").write_bytes(pdf([row, waiting]))
    (incoming / "positions_2023-24.csv").write_text("PLAYER_ID,POSITION\n203999,C\n")
    (incoming / "lines.csv").write_text(LINES + LINE.format(25.5).replace("-115,-105", "1.87,1.95"))
    (incoming / "notes.txt").write_text("mine")
    assert main([*UPDATE, "data.odds_format=decimal"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "injury_reports: 1 added, 0 changed, 0 as before" in told
    assert told[-1] == "not read: notes.txt"
    kept = store(folder)
    assert kept.read("quotes")["over_price"].to_list() == [1.87]
    assert dict(kept.read("submissions").select("team", "submitted").iter_rows()) == {
        "DEN": True,
        "LAL": False,
    }
    assert kept.read("positions")["position"].to_list() == ["C"]


def test_files_come_in_as_an_import_brings_them(
    incoming: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(UPDATE) == 0
    monkeypatch.setenv("NBA_PROPS_STORE", str(folder / "again/store"))
    assert main(["data", "import", "incoming"]) == 0
    assert store(folder / "again").fingerprint() == store(folder).fingerprint()


def test_a_dry_run_tells_what_is_new_and_reads_it_not(
    incoming: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*UPDATE, "--dry-run"]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "incoming/lines.csv",
        "incoming/logs.csv",
    ]
    assert store(folder).read("quotes").is_empty()
    assert main(UPDATE) == 0
    capsys.readouterr()
    assert main([*UPDATE, "--dry-run"]) == 0
    assert capsys.readouterr().out == "nothing new\n"


def test_a_dry_run_says_of_an_unknown_table_what_it_lacks(
    incoming: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (incoming / "salaries.csv").write_text("player,salary\nNikola Jokic,47607350\n")
    assert main([*UPDATE, "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("incoming/salaries.csv: an unknown table: of the nearest, prop_lines (")
    assert told.endswith("it lacks bookmaker, line, home_team, away_team, timestamp")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (UPDATE, "source.folder=incoming: there is no such folder"),
        (
            [*UPDATE, "--seasons", "2023-24"],
            "--seasons: only --source nba_api takes it; files tell their own",
        ),
        ([*UPDATE, "data.odds=x"], "data.odds: no such setting; did you mean data.odds_format?"),
        (
            [*UPDATE, "odds_format=x"],
            "settings: odds_format=x: is no setting such as data.odds_format=decimal",
        ),
        (["data", "update", "--folder", "x"], "--folder: only --source files takes it"),
        (["data", "update", "data.upcoming=true"], "data.upcoming=true: only --source files takes it"),
    ],
)
def test_a_wrong_command_is_told(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith(f"error: {line}")


@dataclass(frozen=True)
class Fault:
    """What is dropped, and what a person sees."""

    name: str
    file: str
    content: bytes
    seen: str


FAULTS = [
    Fault("empty", "b.csv", b"", "is empty"),
    Fault("cut off", "b.csv", (LINES + LINE.format(25.5))[:-20].encode(), "the file is cut off"),
    Fault("unknown columns", "b.csv", b"a,b\n1,2\n", "are missing"),
    Fault("no number", "b.csv", (LINES + LINE.format("many")).encode(), "'many'"),
    Fault("no time zone", "b.csv", (LINES + LINE.format(25.5)).replace("30:00Z", "30:00").encode(), "zone"),
    Fault("no JSON", "b.json", b"<html>sorry</html>", "JSON"),
    Fault("damaged", "b.parquet", b"PAR1", "Parquet"),
    Fault("no report", "Injury-Report_2024-03-01_04PM.pdf", b"<html>", "is no PDF"),
    Fault("no such time", "Injury-Report_2024-03-01_14PM.pdf", b"%PDF", "2024-03-01_14PM is no time"),
    Fault("report without a time", "report.pdf", b"%PDF", "the name must say when it was published"),
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_file_is_one_line_and_the_others_go_in(
    fault: Fault, incoming: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (incoming / fault.file).write_bytes(fault.content)
    assert main(UPDATE) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: incoming/{fault.file}")
    assert fault.seen in line
    assert not any(store(folder).read(table).is_empty() for table in ("quotes", "player_games"))
    assert store(folder).notes()[-1]["said"] in line
    assert main(UPDATE) == 1, "it is told again as long as it is there"
    (incoming / fault.file).unlink()
    assert main(UPDATE) == 0
