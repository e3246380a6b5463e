"""`nba-props data reports` against a replay server: names of files, what a report says, and each fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from nba_props.cli import main
from nba_props.source.official_report import OfficialReport
from tests.source.folder import store
from tests.source.pdf import HEADERS, pdf

REPORTS = ["data", "reports", "--now", "2024-03-01T22:40Z"]
LAST = "Injury-Report_2024-03-01_05PM.pdf"
FIRST_PAGE = [
    (
        "03/01/2024",
        "07:30 (ET)",
        "LAL@DEN",
        "Los Angeles Lakers",
        "James, LeBron",
        "Questionable",
        "Left Ankle",
    ),
    ("", "", "", "", "Vincent, Gabe", "Out", "Right Knee; Surgery"),
    ("", "", "", "", "", "", "Injury Management"),
    ("", "", "", "Denver Nuggets", "", "", "NOT YET SUBMITTED"),
]
SECOND_PAGE = [
    ("", "10:00 (ET)", "GSW@PHX", "Golden State Warriors", "Curry II, Seth", "Doubtful", "Rest"),
]
REPORT = pdf(FIRST_PAGE, SECOND_PAGE)


def serve(server: HTTPServer, content: bytes | Response = REPORT, name: str = LAST) -> None:
    """Let a server hold one report; everything else is forbidden, as where the league keeps them."""
    server.clear()
    given = content if isinstance(content, Response) else Response(content)
    server.expect_request(f"/reports/{name}").respond_with_response(given)
    server.no_handler_status_code = 403


def at(text: str) -> dt.datetime:
    """A moment in UTC."""
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "names"),
    [
        ("2024-03-01T22:30:00+00:00", ["2024-03-01_05PM", "2024-03-01_04PM"]),
        ("2024-03-01T22:29:00+00:00", ["2024-03-01_04PM", "2024-03-01_03PM"]),
        ("2024-03-02T05:40:00+00:00", ["2024-03-02_12AM", "2024-03-01_11PM"]),
        ("2025-12-22T14:00:00+00:00", ["2025-12-22_09_00AM", "2025-12-22_08AM", "2025-12-22_07AM"]),
        ("2026-01-05T22:14:59+00:00", ["2026-01-05_05_00PM", "2026-01-05_04_45PM"]),
        ("2026-01-05T22:15:00+00:00", ["2026-01-05_05_15PM", "2026-01-05_05_00PM"]),
    ],
)
def test_reports_are_hourly_at_half_past_and_quarterly_since_december_2025(
    now: str, names: list[str]
) -> None:
    found = [name for name, _ in OfficialReport().published(at(now))]
    assert found[: len(names)] == [f"Injury-Report_{name}.pdf" for name in names]


def test_a_report_says_who_is_out_and_who_has_not_said(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver)
    assert main(REPORTS) == 0
    assert capsys.readouterr().out == f"{LAST}: 3 rows added; 2 of 4 teams not submitted\n"
    told = store(folder).read("injury_reports").to_dicts()
    assert [(row["team"], row["player_name"], row["status"]) for row in told] == [
        ("LAL", "James, LeBron", "questionable"),
        ("LAL", "Vincent, Gabe", "out"),
        ("GSW", "Curry II, Seth", "doubtful"),
    ]
    assert {row["known_at"] for row in told} == {at("2024-03-01T22:30:00+00:00")}
    assert told[0]["tip_off"] == at("2024-03-02T00:30:00+00:00")
    said = store(folder).read("submissions").select("team", "submitted").iter_rows()
    assert dict(said) == {"LAL": True, "DEN": False, "GSW": True, "PHX": False}


def test_the_last_report_that_is_there_is_taken(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver, name="Injury-Report_2024-03-01_04PM.pdf")
    assert main(REPORTS) == 0
    assert store(folder).read("submissions")["report_at"].unique().to_list() == [
        at("2024-03-01T21:30:00+00:00")
    ]


def test_the_same_report_is_not_doubled(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver)
    assert [main(REPORTS), main(REPORTS)] == [0, 0]
    assert store(folder).read("injury_reports").height == 3


def test_a_dry_run_names_the_files(httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*REPORTS, "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == LAST
    assert len(httpserver.log) == 0


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows of a report as a file of comma-separated values."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEADERS, *rows])


def test_reports_that_were_kept_are_taken_from_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LAST).write_bytes(REPORT)
    table = folder / "Injury-Report_2026-01-05_05_15PM.csv"
    table.write_text(as_csv(FIRST_PAGE).replace("03/01/2024", "01/05/2026"))
    words = ["data", "reports", LAST, table.name]
    assert [main(words), main(words)] == [0, 0]
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        f"{LAST}: 3 rows added; 2 of 4 teams not submitted",
        f"{table.name}: 2 rows added; 1 of 2 teams not submitted",
    ]
    kept = store(folder).read("injury_reports")
    assert kept["known_at"].unique().sort().to_list() == [
        at("2024-03-01T22:30:00+00:00"),
        at("2026-01-05T22:15:00+00:00"),
    ]
    assert kept["fetched_at"].null_count() == kept.height == 5


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("report.pdf", REPORT, "the name must say when it was published"),
        (LAST, b"no", f"{LAST}: is no PDF"),
        (LAST.replace(".pdf", ".csv"), b"Team,Reason\nx,y\n", "row 1: column Game Date is missing"),
        (LAST, None, f"{LAST}: cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_no_report_is_told(
    name: str, content: bytes | None, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    assert main(["data", "reports", name]) == 2
    assert message in capsys.readouterr().err
    assert store(folder).read("submissions").is_empty()


def one(*cells: str) -> bytes:
    """A report of one row."""
    return pdf([cells])


@dataclass(frozen=True)
class Fault:
    """What is in the place of the report, and what a person sees of it."""

    name: str
    given: bytes | Response
    seen: str


LEBRON = FIRST_PAGE[0]
FAULTS = [
    Fault("missing", Response("", 403), "no report of the last 3 hours: who is out is unknown"),
    Fault("down", Response("", 502), "answers with HTTP 502"),
    Fault("no PDF", b"<html>sorry</html>", "is no PDF (it begins b'<html>sorry</html>')"),
    Fault("cut off", REPORT[:-300], "is cut off"),
    Fault("damaged", b"%PDF-1.4 nothing %%EOF", "cannot be read as PDF"),
    Fault("empty", b"", "is no PDF (it begins b'')"),
    Fault("a page missing", pdf(FIRST_PAGE, said=2), "has 1 pages of 2"),
    Fault(
        "other headers",
        pdf(FIRST_PAGE, headers=("Day", *HEADERS[1:])),
        "a page has no line of headers Game Date",
    ),
    Fault("nobody listed", pdf([]), "lists no team"),
    Fault("no status", one(*LEBRON[:5], "", LEBRON[6]), "James, LeBron has no status"),
    Fault("strange status", one(*LEBRON[:5], "Maybe", LEBRON[6]), "'Maybe' is not one of out"),
    Fault(
        "strange team", one(*LEBRON[:3], "Mars Rovers", *LEBRON[4:]), "'Mars Rovers' is no team that we know"
    ),
    Fault("strange date", one("someday", *LEBRON[1:]), "'someday' is no date"),
    Fault("no team", one(*LEBRON[:3], "", *LEBRON[4:]), "row 1 has no Team"),
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_one_line_and_yesterday_stays_as_old_as_it_is(
    fault: Fault, httpserver: HTTPServer, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver, name="Injury-Report_2024-02-29_05PM.pdf")
    assert main([*REPORTS[:-1], "2024-02-29T22:40Z"]) == 0
    before = store(folder).fingerprint()
    capfd.readouterr()
    serve(httpserver, fault.given)
    assert main(REPORTS) == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("error: official_report: ")
    assert fault.seen in line
    assert store(folder).fingerprint() == before
    assert store(folder).notes()[-1]["said"] in line
