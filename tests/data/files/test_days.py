"""Days and the clocks beside them: forms, order, zones."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.data.files import Files
from nba_props.data.files.games import FileGames
from nba_props.data.quality import QualityReport
from nba_props.data.raw.dates import DateOrder, is_ambiguous, orders, to_days
from nba_props.errors import ConfigError, DataError
from tests.data.files.samples import ROSTER, WriteRows

DAY = dt.date(2023, 10, 24)


@pytest.mark.parametrize(
    "written",
    [
        "2023-10-24",
        "2023-10-24T19:30:00",
        "20231024",
        "OCT 24, 2023",
        "Tue, Oct 24, 2023",
        "10/24/2023",
        "24.10.2023",
    ],
)
def test_days_are_read_in_every_form(written: str) -> None:
    assert to_days(pl.Series([written])).to_list() == [DAY]


@given(st.dates(dt.date(1946, 11, 1), dt.date(2099, 1, 1)))
def test_a_day_that_can_be_read_in_two_ways_is_not_guessed(day: dt.date) -> None:
    text = pl.Series([f"{day.month}/{day.day}/{day.year}"])
    if day.day > 12:
        assert to_days(text).to_list() == [day]
    else:
        assert is_ambiguous(text, orders(text)).to_list() == [True]
        assert to_days(text).to_list() == [None]
        assert to_days(text, orders(text, otherwise=DateOrder.month)).to_list() == [day]


def test_what_comes_first_is_told_by_each_file_alone(write: WriteRows) -> None:
    clear = write("logs/us.csv", [{**row, "GAME_DATE": "10/24/2023"} for row in ROSTER])
    rows = [{**row, "GAME_DATE": "06/12/2023", "GAME_ID": "0022300300"} for row in ROSTER]
    logs = str(write("logs/eu.csv", rows).parent)
    with pytest.raises(DataError, match=r"eu\.csv, row 2, .*'06/12/2023' .*only.*data\.date_order"):
        Files(game_logs=logs).load(0)
    for order, day in ((DateOrder.day, dt.date(2023, 12, 6)), (DateOrder.month, dt.date(2023, 6, 12))):
        days = Files(game_logs=logs, date_order=order).load(0).player_games["date"].unique()
        assert set(days) == {DAY, day}
    assert set(Files(game_logs=str(clear), date_order=DateOrder.day).load(0).player_games["date"]) == {DAY}


@pytest.mark.parametrize(
    ("column", "written", "read_as"),
    [
        ("date", "2023-10-25T00:30:00Z", DAY), ("date", "2023-10-25 00:30:00+00:00", DAY),
        ("date", "2023-10-24T19:30:00-04:00", DAY), ("date", "2023-10-24T00:00:00.000Z", DAY),
        ("date", "2023-10-24T23:30:00", DAY), ("game_date_est", "2023-10-24T00:30:00Z", DAY),
        ("gameDateTimeEst", "2023-10-24T01:00:00Z", DAY), ("gameEt", "2023-10-24T01:00:00Z", DAY),
        ("latest", "2023-10-25T00:30:00Z", DAY), ("date", "2023-10-25 00:30:00 UTC", DAY),
        ("date", "2023-10-25 00:30z", DAY), ("date", "2023-10-25 00:30:00.000+00", DAY),
        ("date", "2023-10-25 00:30:00 +0000 UTC", DAY), ("date", "10/25/2023 12:30 AM GMT", DAY),
        ("date", "2023-10-24 7:30 PM ET", DAY), ("date", "2023-10-24 06:00:00", DAY),
        ("date", "2023-10-24T01:00:00 EDT", DAY), ("date", "2023-10-24 7:30 p.m. ET", DAY),
        ("date", "2023-10-24 7:30p", DAY), ("date", "2023-10-24 19:30 (ET)", DAY),
        ("date", "2023-10-24 19:30 PT", DAY), ("date", "2023-10-24 21:30 PDT", DAY),
        ("date", "2023-10-24 19:30 Eastern", DAY), ("date", "2023-10-24 01:30 America/New_York", DAY),
        ("date", "2023-10-25T00:30:00+01:00[Europe/Paris]", DAY), ("date", "2023-10-25T00:30Z[UTC]", DAY),
        ("date", "2023-10-25T00:40:00[UTC]", DAY), ("date", "2023-10-24 19:30:00 -0400 EDT", DAY),
        ("date", "2023-10-24 19:30:00,000", DAY), ("date", "2023-10-24 19:30 ET (TNT)", DAY),
        ("date", "2023-10-24 19:30 local", DAY), ("date", "2023-10-24 12:00 AM", DAY),
    ],
)  # fmt: skip
def test_the_day_of_a_moment_with_a_zone_is_the_leagues(
    write: WriteRows, column: str, written: str, read_as: dt.date
) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "GAME_DATE"} for row in ROSTER]
    logs = write("logs.csv", [{**row, column: written} for row in rows])
    games = Files(game_logs=str(logs), game_log_columns={"GAME_DATE": column}).load(0).player_games
    assert set(games["date"]) == {read_as}


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2023-10-25 00:40:00", "names no time zone; end it in Z"),
        ("10/25/2023 12:40 AM", "names no time zone"),
        ("2023-10-25 00:40:00 local", "ends in no zone that is known, such as Z, UTC"),
        ("2023-10-25 10:40:00 AEDT", "ends in no zone that is known"),
        ("2023-10-25T10:40:00[Australia/Sydney]", "ends in no zone that is known"),
    ],
)
def test_a_day_beside_a_clock_of_no_known_zone_is_refused(
    write: WriteRows, written: str, problem: str
) -> None:
    rows = [{**row, "GAME_DATE": written} for row in ROSTER]
    with pytest.raises(DataError, match=rf"row 2, column GAME_DATE: {re.escape(repr(written))} {problem}"):
        Files(game_logs=str(write("logs.csv", rows))).load(0)


@pytest.mark.parametrize(
    ("zone", "clock"), [("UTC", "2023-10-25 00:30:00"), ("Europe/Berlin", "2023-10-25 01:30:00")]
)
def test_the_zone_of_a_clock_beside_a_day_may_be_told(write: WriteRows, zone: str, clock: str) -> None:
    logs = str(write("logs.csv", [{**row, "GAME_DATE": clock} for row in ROSTER]))
    with pytest.raises(DataError, match=r"names no time zone; .* data\.game_log_time_zone="):
        Files(game_logs=logs, time_zone=zone).load(0)
    assert set(Files(game_logs=logs, game_log_time_zone=zone).load(0).player_games["date"]) == {DAY}
    games = FileGames(game_logs=logs, time_zone=zone).load(0, QualityReport())
    assert set(games.player_games["date"]) == {DAY}
    with pytest.raises(ConfigError, match="game_log_time_zone=Mars: no such time zone"):
        Files(game_logs=logs, game_log_time_zone="Mars")


def test_a_midnight_without_a_zone_is_a_start_that_is_not_known(write: WriteRows) -> None:
    """The zone of the lines says nothing of it; that of the logs makes it a moment beside other clocks."""
    first, *rest = ({**row, "GAME_DATE": "2023-10-24 00:00:00"} for row in ROSTER)
    other = {**first, "GAME_DATE": "2023-10-24 19:30:00", "GAME_ID": "0022300062"}
    logs = str(write("logs.csv", [first, *rest, other]))
    assert set(Files(game_logs=logs, time_zone="UTC").load(0).player_games["date"]) == {DAY}
    moved = Files(game_logs=logs, game_log_time_zone="UTC").load(0).player_games["date"]
    assert set(moved) == {DAY, DAY - dt.timedelta(days=1)}


def test_a_midnight_beside_other_moments_is_one(write: WriteRows) -> None:
    """A game of 20:00 in daylight saving time begins at 0:00 of the next day in UTC."""
    first, *rest = ({**row, "GAME_DATE": "2023-10-25T00:00:00Z"} for row in ROSTER)
    other = {**first, "GAME_DATE": "2023-10-24T23:30:00Z", "GAME_ID": "0022300062"}
    games = Files(game_logs=str(write("logs.csv", [first, *rest, other]))).load(0).player_games
    assert set(games["date"]) == {DAY}
