"""When an official report was published, as its file's name says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.availability.reported import Reported
from nba_props.data.files import Files
from nba_props.data.files.report_names import published
from nba_props.data.store.store import DataStore
from nba_props.errors import DataError
from nba_props.source import report_files
from nba_props.source.official_report import file_name
from tests.data.files.samples import ROSTER, WriteRows

NAME = "Injury-Report_2023-10-24_05PM.csv"
HALF_PAST_FIVE = dt.datetime(2023, 10, 24, 21, 30, tzinfo=dt.UTC)
OFFICIAL = {
    "Game Date": "10/24/2023", "Game Time": "09:30 (ET)", "Matchup": "LAL@DEN", "Team": "Denver Nuggets",
    "Player Name": "Asgard, Jon", "Current Status": "Out", "Reason": "Rest",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("Injury-Report_2023-10-24_05PM.csv", "2023-10-24T21:30"),
        ("Injury-Report_2024-01-24_12AM.pdf", "2024-01-24T05:30"),
        ("Injury-Report_2023-11-05_12AM.csv", "2023-11-05T04:30"),
        ("Injury-Report_2023-11-05_01AM.csv", "2023-11-05T06:30"),  # the later one of two
        ("Injury-Report_2023-11-05_02AM.csv", "2023-11-05T07:30"),
        ("Injury-Report_2024-03-10_02AM.csv", "2024-03-10T07:30"),  # the hour after the one that is skipped
        ("Injury-Report_2024-03-10_03AM.csv", "2024-03-10T07:30"),
        ("Injury-Report_2025-12-22_08AM.pdf", "2025-12-22T13:30"),
        ("Injury-Report_2025-12-22_09_00AM.pdf", "2025-12-22T14:00"),
        ("Injury-Report_2026-11-01_01_15AM.pdf", "2026-11-01T06:15"),
    ],
)
def test_a_name_tells_the_moment(name: str, moment: str) -> None:
    at = dt.datetime.fromisoformat(f"{moment}+00:00")
    assert published(Path("2020-01-01_01AM") / name) == at
    if "2024-03-10_02AM" not in name:
        assert file_name(at) == name.replace(".csv", ".pdf")


def test_a_name_without_a_time_tells_nothing() -> None:
    assert published(Path("reports.csv")) is None


@pytest.mark.parametrize("stamp", ["2023-13-01_05PM", "2023-02-29_05PM", "2023-02-28_13PM"])
def test_a_time_that_there_is_none_of_is_one_line(stamp: str) -> None:
    with pytest.raises(DataError, match=f"kept/Injury-Report_{stamp}.csv: {stamp} is no time"):
        published(Path(f"kept/Injury-Report_{stamp}.csv"))


def test_a_kept_report_is_known_at_the_same_moment_in_files_and_in_a_store(
    write: WriteRows, tmp_path: Path
) -> None:
    path = write(NAME, [OFFICIAL])
    files = Files(game_logs=str(write("logs.csv", list(ROSTER))), reports=str(path)).load(0)
    assert files.reports is not None
    assert files.reports["known_at"].to_list() == [HALF_PAST_FIVE]
    store = DataStore(tmp_path / "store")
    report_files.bring(store, path, HALF_PAST_FIVE)
    assert store.read("injury_reports")["known_at"].to_list() == [HALF_PAST_FIVE]
    at_five, at_half_past = (
        Reported(cutoff=cutoff).out(files).filter(pl.col("p_out") == 1.0) for cutoff in ("17:00", "17:30")
    )
    assert at_five.filter(pl.col("player_id") == 1).is_empty()
    assert at_half_past["player_id"].to_list() == [1]


def test_a_kept_report_of_the_hour_that_is_there_twice_is_read(write: WriteRows) -> None:
    path = write("Injury-Report_2023-11-05_01AM.csv", [OFFICIAL | {"Game Date": "11/05/2023"}])
    logs = [row | {"GAME_DATE": "2023-11-05"} for row in ROSTER]
    data = Files(game_logs=str(write("logs.csv", logs)), reports=str(path)).load(0)
    assert data.reports is not None
    assert data.reports["known_at"].to_list() == [dt.datetime(2023, 11, 5, 6, 30, tzinfo=dt.UTC)]
