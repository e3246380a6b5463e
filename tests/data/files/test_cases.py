"""Invented files that once were believed too easily, one folder a fault; skipped where they are not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.files.injury_reports import UNTIMED
from nba_props.data.raw.minutes import MinutesFormat
from nba_props.errors import DataError
from tests.conftest import ROOT

LOGS, LINES = 1_728, 2_451
"""Player-games and lines of the sound base."""


@pytest.fixture(scope="module")
def cases() -> Path:
    folder = Path(os.environ.get("NBA_PROPS_CASES", ROOT.parent / "shared" / "cases"))
    if not folder.is_dir():
        pytest.skip("the cases are not there: set NBA_PROPS_CASES to their folder")
    return folder


def read(cases: Path, logs: str = "00-base/logs.csv", lines: str | None = None, **settings: Any) -> Dataset:
    told: dict[str, Any] = {"prop_lines": str(cases / lines)} if lines else {}
    for table in ("reports",):
        if table in settings:
            told[table] = str(cases / settings.pop(table))
    return Files(game_logs=str(cases / logs), **told, **settings).load(0)


def steps(data: Dataset, table: str = "player_games") -> dict[str, int]:
    return {step.reason: step.rows for step in data.quality.steps if step.table == table}


def test_the_base_is_read_whole(cases: Path) -> None:
    data = read(cases, lines="00-base/lines.csv")
    assert (data.player_games.height, data.prop_lines.height) == (LOGS, LINES)
    assert data.prop_lines["market"].unique().to_list() == ["pra"]


def test_other_competitions_are_left_out_and_counted(cases: Path) -> None:
    data = read(cases, "01-mixed-competitions/logs.csv")
    assert data.player_games.height == LOGS
    assert steps(data) == {"preseason game": 144, "all star game": 24, "other league game": 144}
    everything = ["regular", "preseason", "all_star", "other_league"]
    assert read(cases, "01-mixed-competitions/logs.csv", competitions=everything).player_games.height == 2_040


@pytest.mark.parametrize("lines", ["02-long-odds/lines.csv", "03-split-halves/lines.csv"])
def test_two_rows_of_one_quote_are_one_quote(cases: Path, lines: str) -> None:
    columns = ["game_id", "player_id", "market", "book", "line", "over_price", "under_price"]
    base = read(cases, lines="00-base/lines.csv").prop_lines.select(columns).sort(columns)
    assert read(cases, lines=lines).prop_lines.select(columns).sort(columns).equals(base)


def test_the_market_is_read_wherever_it_stands(cases: Path) -> None:
    found = read(cases, lines="04-unread-market-column/lines.csv").prop_lines.group_by("market").len()
    assert dict(found.iter_rows()) == {"pra": LINES, "points": LINES, "rebounds": LINES}


def test_an_empty_cell_is_no_market(cases: Path) -> None:
    data = read(cases, lines="04-unread-market-column/blank_cells.csv")
    assert steps(data, "prop_lines") == {"market not known": 817}


@pytest.mark.parametrize(
    ("logs", "lines"),
    [
        ("00-base/logs.csv", "05-all-lines-dropped/nicknames.csv"),
        ("00-base/logs.csv", "05-all-lines-dropped/market_words.csv"),
        ("06-team-codes/bref_logs.csv", "00-base/lines.csv"),
        ("06-team-codes/espn_logs.csv", "00-base/lines.csv"),
        ("21-names/logs.csv", "21-names/lines.csv"),
    ],
)
def test_words_of_other_publishers_are_understood(cases: Path, logs: str, lines: str) -> None:
    data = read(cases, logs, lines)
    rows = len((cases / lines).read_text(encoding="utf-8").splitlines()) - 1
    assert data.prop_lines.height == rows
    assert data.quality.unmatched == []


def test_the_main_quote_stays_beside_its_alternate(cases: Path) -> None:
    data = read(cases, lines="08-alternate-market/lines.csv")
    two_sided = data.prop_lines.filter(~pl.col("one_sided"))
    assert two_sided.height == LINES
    assert "contradicting prices of one quote" not in steps(data, "prop_lines")


def test_nobody_who_did_not_play_has_an_outcome(cases: Path) -> None:
    without = read(cases, "09-dnp-zero-rows/logs_without.csv").player_games
    for logs in ("logs_zero.csv", "logs_empty.csv"):
        data = read(cases, f"09-dnp-zero-rows/{logs}")
        played = data.player_games.filter(pl.col("minutes").is_not_null())
        assert played.equals(without)
        assert data.player_games.filter(pl.col("minutes").is_null())["points"].count() == 0


def test_minutes_of_nobody_beside_points_are_named_as_damaged(cases: Path) -> None:
    with pytest.raises(DataError, match=r"504 of 1,728 rows are damaged: 0 minutes beside numbers"):
        read(cases, "09-dnp-zero-rows/logs_zero_minutes_with_points.csv")


def test_a_clock_without_a_zone_is_asked_about(cases: Path) -> None:
    reports = "10-injury-clock/reports_et_clock_2100.csv"
    lines = "10-injury-clock/lines_tip_2340Z.csv"
    with pytest.raises(DataError, match=r"row 2, column known_at: .* names no time zone"):
        read(cases, "10-injury-clock/logs.csv", lines, reports=reports)
    data = read(cases, "10-injury-clock/logs.csv", lines, reports=reports, time_zone="America/New_York")
    offset = read(
        cases, "10-injury-clock/logs.csv", lines, reports="10-injury-clock/reports_et_offset_2100.csv"
    )
    assert data.reports is not None
    assert offset.reports is not None
    assert data.reports.equals(offset.reports)
    assert steps(data, "reports")["known only after tip-off"] == 154
    assert data.reports.height == 0


def test_a_tip_off_without_a_zone_is_asked_about(cases: Path) -> None:
    with pytest.raises(DataError, match=r"column game_time: .* names no time zone"):
        read(cases, lines="12-tip-off-local-clock/lines.csv")
    as_utc = read(cases, lines="12-tip-off-local-clock/lines.csv", time_zone="UTC").quality.quote_times
    assert as_utc is not None
    assert as_utc.in_play == as_utc.timed == LINES


def test_the_official_report_is_read_as_it_is(cases: Path) -> None:
    data = read(cases, "10-injury-clock/logs.csv", reports="11-official-injury-report/report.csv")
    assert data.reports is not None
    assert data.reports.height == 216
    assert list(data.quality.shapes.values()) == ["nba_api's game logs", "the league's official report"]
    assert steps(data, "reports")[UNTIMED] == 216
    lines = "10-injury-clock/lines_tip_2340Z.csv"  # which tell another tip-off than the report
    lined = read(cases, "10-injury-clock/logs.csv", lines, reports="11-official-injury-report/report.csv")
    assert lined.reports is not None
    assert lined.reports.height == 216


@pytest.mark.parametrize(
    ("file", "reason"),
    [("day_to_day.csv", "status is none of"), ("not_yet_submitted.csv", "team had not yet submitted")],
)
def test_a_row_that_says_nothing_is_counted(cases: Path, file: str, reason: str) -> None:
    data = read(cases, "10-injury-clock/logs.csv", reports=f"11-official-injury-report/{file}")
    assert [rows for said, rows in steps(data, "reports").items() if said.startswith(reason)] == [1]


def test_another_spelling_of_a_name_is_no_contradiction(cases: Path) -> None:
    data = read(cases, "15-accent-disagreement/logs")
    assert data.player_games.height == LOGS
    assert steps(data)["other spelling of a player's name"] == 40


@pytest.mark.parametrize("folder", ["16-folder-leaves-out/logs", "16-folder-leaves-out/sub"])
def test_a_folder_is_read_whole(cases: Path, folder: str) -> None:
    assert read(cases, folder).player_games.height == LOGS


def test_minutes_are_read_in_every_form(cases: Path) -> None:
    clock, iso = (read(cases, f"17-minutes/{name}.csv").player_games for name in ("mmss", "iso"))
    assert clock.equals(iso)
    assert clock.filter(pl.col("minutes") >= 60).is_empty()
    with pytest.raises(DataError, match=r"never pass \.59, as if they were seconds"):
        read(cases, "17-minutes/mm_dot_ss.csv")
    told = read(cases, "17-minutes/mm_dot_ss.csv", minutes=MinutesFormat.clock).player_games
    assert (told["minutes"] - clock["minutes"]).abs().max() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("file", ["cr_only.csv", "sep_line.csv", "tab.tsv", "utf16.csv", "us_dates.csv"])
def test_files_are_read_as_people_save_them(cases: Path, file: str) -> None:
    assert read(cases, f"22-encodings/{file}").player_games.height > 0
