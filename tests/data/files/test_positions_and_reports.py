"""Positions and injury reports from files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.availability.reported import Reported
from nba_props.cli import main
from nba_props.data.files import Files
from nba_props.data.files.injury_reports import UNTIMED
from nba_props.data.said import last_said
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, Row, WriteRows, market_quote

EVENING = "18:00 US/Eastern of a game whose tip-off nothing tells"


def report(**changes: object) -> Row:
    return {
        "date": "2023-10-24", "team": "DEN", "player_name": "Jon Asgard", "status": "Out",
        "known_at": "2023-10-24T17:00:00Z", **changes,
    }  # fmt: skip


def test_a_position_is_of_the_season_in_the_files_name(write: WriteRows) -> None:
    path = write(
        "positions_2023-24.csv", [{"PLAYER_ID": 1, "POSITION": "G-F"}, {"PLAYER_ID": 2, "POSITION": "C"}]
    )
    data = Files(game_logs=str(write("logs.csv", list(ROSTER))), positions=str(path)).load(0)
    assert data.positions.rows() == [("2023-24", 1, "G"), ("2023-24", 2, "C")]


@pytest.mark.parametrize(
    ("name", "season"),
    [
        ("a.csv", "2023-24"), ("a.csv", "2023-2024"), ("a.csv", "22023"), ("a.csv", "22023.0"),
        ("positions_2023-2024.csv", None), ("positions_2023-10-20_2023-24.csv", None),
    ],
)  # fmt: skip
def test_a_season_is_read_in_every_form(write: WriteRows, name: str, season: str | None) -> None:
    rows = [{"PLAYER_ID": n, "POSITION": "G"} | ({"SEASON": season} if season else {}) for n in (1, 999)]
    data = Files(game_logs=str(write("logs.csv", list(ROSTER))), positions=str(write(name, rows))).load(0)
    assert data.positions["season"].to_list() == ["2023-24", "2023-24"]
    (step,) = [step for step in data.quality.steps if step.table == "positions"]
    assert (step.reason, step.rows, step.dropped, step.examples) == (
        "player without a game of the season in the logs", 1, False, ["2023-24 999"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("season", "problem"),
    [("2023", "'2023' may be the season's first year or its last"), ("2023-25", "'2023-25' is no season")],
)
def test_a_season_that_is_none_or_two_is_refused(write: WriteRows, season: str, problem: str) -> None:
    path = write("positions.csv", [{"PLAYER_ID": 1, "POSITION": "G", "SEASON": season}])
    with pytest.raises(DataError, match=f"row 2, column SEASON: {problem}"):
        Files(game_logs=str(write("logs.csv", list(ROSTER))), positions=str(path)).load(0)


@pytest.mark.parametrize("name", ["positions.csv", "positions_2023-10-20.csv"])
def test_positions_without_a_season_are_refused(write: WriteRows, name: str) -> None:
    path = write(name, [{"PLAYER_ID": 1, "POSITION": "G"}])
    with pytest.raises(DataError, match="no column SEASON"):
        Files(game_logs=str(write("logs.csv", list(ROSTER))), positions=str(path)).load(0)


def test_a_position_that_is_none_is_named(write: WriteRows) -> None:
    path = write("positions_2023-24.csv", [{"PLAYER_ID": 1, "POSITION": "Wing"}])
    with pytest.raises(DataError, match="row 2, column POSITION: 'Wing' is not G, F or C"):
        Files(game_logs=str(write("logs.csv", list(ROSTER))), positions=str(path)).load(0)


class Reports:
    """Loads the small league with some reports."""

    def __init__(self, write: WriteRows) -> None:
        self.write = write

    def __call__(self, *rows: Row, lines: Path | None = None) -> Files:
        logs, reports = self.write("logs.csv", list(ROSTER)), self.write("reports.csv", list(rows))
        return Files(game_logs=str(logs), reports=str(reports), prop_lines=str(lines) if lines else None)


@pytest.fixture
def reports(write: WriteRows) -> Reports:
    return Reports(write)


def test_the_last_report_before_the_game_counts(reports: Reports) -> None:
    later = report(status="available", known_at="2023-10-24T21:00:00Z")
    data = reports(later, report()).load(0)
    assert data.reports is not None
    assert last_said(data.reports).row(0, named=True) == {
        "game_id": "0022300061", "date": dt.date(2023, 10, 24), "player_id": 1, "team": "DEN",
        "status": "available", "known_at": dt.datetime(2023, 10, 24, 21, tzinfo=dt.UTC),
    }  # fmt: skip


def test_what_each_hour_repeats_was_known_since_it_was_first_said(reports: Reports) -> None:
    hours = {"12": "questionable", "15": "out", "16": "available", "17": "out", "18": "out", "21": "out"}
    rows = [report(status=said, known_at=f"2023-10-24T{hour}:00:00Z") for hour, said in hours.items()]
    data = reports(*reversed(rows)).load(0)
    assert data.reports is not None
    assert [at.hour for at in data.reports["known_at"]] == [12, 15, 16, 17]
    (last,) = last_said(data.reports).select("status", "known_at").rows()
    assert last == ("out", dt.datetime(2023, 10, 24, 17, tzinfo=dt.UTC))
    availability = Reported(cutoff="14:00").out(data)  # 18:00 UTC
    assert availability.filter(pl.col("player_id") == 1)["p_out"].to_list() == [1.0]


def test_a_report_of_the_day_after_was_not_known(reports: Reports) -> None:
    data = reports(report(), report(status="available", known_at="2023-10-25T12:00:00Z")).load(0)
    assert data.reports is not None
    assert data.reports["status"].to_list() == ["out"]


def test_a_report_after_tip_off_was_not_known(reports: Reports, write: WriteRows) -> None:
    lines = write("lines.csv", [market_quote("Jon Asgard")])  # tip-off at 0:10 UTC
    late = report(status="available", known_at="2023-10-25T00:30:00Z")
    data = reports(report(), late, lines=lines).load(0)
    assert data.reports is not None
    assert data.reports["status"].to_list() == ["out"]


@pytest.mark.parametrize(
    ("known_at", "said"),
    [
        ("2023-10-24T21:59:00Z", f"by {EVENING}: taken as known before it"),
        ("2023-10-24T22:00:00Z", f"after {EVENING}"),
    ],
)
def test_the_hour_that_stands_for_an_unknown_tip_off_is_told(
    reports: Reports, known_at: str, said: str
) -> None:
    data = reports(report(known_at=known_at)).load(0)
    assert data.reports is not None
    (step,) = data.quality.steps
    assert (step.reason, step.rows, step.assumed) == (said, 1, said.startswith("by"))
    assert data.reports.height == step.assumed
    assert said in data.quality.to_json()


def test_an_official_report_without_a_time_was_known_just_before_the_tip_off_that_the_lines_tell(
    reports: Reports, write: WriteRows, capsys: pytest.CaptureFixture[str]
) -> None:
    official = {
        "Game Date": "10/24/2023", "Game Time": "09:30 (ET)", "Team": "Denver Nuggets",
        "Player Name": "Asgard, Jon", "Current Status": "Out", "Reason": "Rest",
    }  # fmt: skip
    files = reports(official, lines=write("lines.csv", [market_quote("Jon Asgard")]))
    data = files.load(0)
    assert data.reports is not None
    assert data.reports["known_at"].to_list() == [dt.datetime(2023, 10, 25, 0, 9, tzinfo=dt.UTC)]
    assert {step.reason for step in data.quality.steps if step.assumed} == {UNTIMED}
    paths = [files.game_logs, files.prop_lines, files.reports]
    assert main(["data", "inspect", *map(str, paths)]) == 0
    assert f"1 rows of reports: {UNTIMED}" in " ".join(capsys.readouterr().out.split())


def test_a_player_may_be_given_by_his_id(reports: Reports) -> None:
    data = reports(report(player_id=3, player_name="")).load(0)
    assert data.reports is not None
    assert data.reports["player_id"].to_list() == [3]


@pytest.mark.parametrize(
    ("given", "name", "found", "lost"),
    [
        (3917376, "Jon Asgard", [1], []),  # another publisher's id
        (3, "Jon Asgard", [1], []),  # such an id, by chance that of a team-mate
        (3, "T. Okoro", [3], []),
        (6, "Jaylin Winterbourn", [6], []),
        (3917376, "Nobody Atall", [], [("id not in the logs", 1, ["Nobody Atall"])]),
        (3917376, "", [], [("id not in the logs", 1, ["3917376"])]),
    ],
)
def test_an_id_counts_as_far_as_the_logs_and_the_name_bear_it_out(
    reports: Reports, given: int, name: str, found: list[int], lost: list[tuple[str, int, list[str]]]
) -> None:
    data = reports(report(player_id=given, player_name=name)).load(0)
    assert data.reports is not None
    assert data.reports["player_id"].to_list() == found
    assert [(s.reason, s.rows, s.examples) for s in data.quality.steps if s.lost] == lost


def test_unknown_names_and_games_are_counted(reports: Reports) -> None:
    data = reports(report(), report(player_name="Nobody Atall"), report(date="2023-10-30")).load(0)
    assert {(s.reason, s.rows) for s in data.quality.steps} == {
        ("name not matched", 1),
        ("game not in the logs", 1),
        (f"by {EVENING}: taken as known before it", 2),
    }


def test_an_unknown_status_is_named(reports: Reports) -> None:
    with pytest.raises(DataError, match="row 2, column status: 'maybe' is not one of out, doubtful"):
        reports(report(status="maybe")).load(0)
