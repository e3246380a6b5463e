"""The canonical tables: every column says when it is known, and a broken value is named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from nba_props.data.schemas import (
    AVAILABILITY,
    PLAYER_GAMES,
    POSTGAME_COLUMNS,
    PREGAME_COLUMNS,
    PROP_LINES,
    TABLES,
)
from nba_props.data.table import KnownAt
from nba_props.errors import DataError


def games(**columns: object) -> pl.DataFrame:
    rows: dict[str, object] = {
        "season": "2023-24", "game_id": "0022300001", "date": dt.date(2023, 10, 24), "player_id": [1, 2],
        "player_name": "A B", "team": "DEN", "opponent": "LAL", "home": True, "minutes": [30.0, None],
    }  # fmt: skip
    return pl.DataFrame({**rows, **columns})


def test_every_column_of_every_table_says_when_it_is_known() -> None:
    for table in TABLES.values():
        assert sorted(table.known_at(*KnownAt)) == sorted(table.columns)
    assert set(PREGAME_COLUMNS) | set(POSTGAME_COLUMNS) == set(PLAYER_GAMES.columns)
    assert {"minutes", "points", "won"} <= set(POSTGAME_COLUMNS)
    assert set(PROP_LINES.known_at(KnownAt.QUOTED)) >= {"line", "over_price", "under_price", "quoted_at"}


def test_what_is_missing_and_may_be_is_filled_with_nulls_in_the_tables_order() -> None:
    table = PLAYER_GAMES.conform(games())
    assert table.schema == PLAYER_GAMES.schema
    assert table["points"].null_count() == 2
    assert table["minutes"].to_list() == [30.0, None]


def test_a_missing_column_is_named_with_what_is_near() -> None:
    with pytest.raises(DataError, match=r"player_games: column opponent is missing; did you mean"):
        PLAYER_GAMES.conform(games().rename({"opponent": "opponents"}))


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("minutes", [30.0, 900.0], r"row 1, column minutes: '?900.0'? is not allowed \(0 to 75 or empty\)"),
        ("points", [-1, 2], r"row 0, column points: '?-1'? is not allowed \(0 to 120 or empty\)"),
        (
            "minutes",
            [30.0, float("nan")],
            r"row 1, column minutes: '?[Nn]a[Nn]'? is not allowed \(0 to 75 or empty\)",
        ),
        ("team", ["DEN", None], r"row 1, column team: .* is not allowed \(not empty\)"),
    ],
)
def test_a_broken_value_is_named_with_its_row_and_column(
    column: str, values: list[object], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        PLAYER_GAMES.conform(games(**{column: values}))


@pytest.mark.parametrize(
    ("moments", "zone", "days"),
    [
        (["2023-10-25T02:30", "2023-10-24T23:00"], "UTC", [24, 24]),
        (["2023-10-25T00:00", "2023-10-26T00:00"], "UTC", [25, 26]),
        (["2023-10-25T00:00", "2023-10-26T00:00"], "Asia/Tokyo", [25, 26]),
        (["2023-10-25T11:30", "2023-10-26T00:00"], "Asia/Tokyo", [24, 25]),
        (["2023-10-24T22:30", "2023-10-25T19:00"], "America/New_York", [24, 25]),
        (["2023-10-25T00:00", None], None, [25, None]),
    ],
)
def test_moments_are_on_their_eastern_day_and_midnights_are_days(
    moments: list[str | None], zone: str | None, days: list[int | None]
) -> None:
    told = pl.Series(moments).str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us").dt.replace_time_zone(zone)
    expected = [day and dt.date(2023, 10, day) for day in days]
    if None in days:
        with pytest.raises(DataError, match=r"row 1, column date: None is not allowed \(not empty\)"):
            PLAYER_GAMES.conform(games(date=told))
    else:
        assert PLAYER_GAMES.conform(games(date=told))["date"].to_list() == expected


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"points": [10.0, 10.7]}, "player_games: row 1, column points: 10.7 is no whole number"),
        (
            {"player_id": [Decimal("1.5"), Decimal(2)]},
            r"player_games: row 0, column player_id: 1.5 is no whole",
        ),
        (
            {"points": [10.0, float("inf")]},
            "player_games, column points: conversion from `f64` to `i32` failed",
        ),
        (
            {"points": [{"a": 1}, {"a": 2}]},
            r"player_games, column points: Struct\(\{'a': Int64\}\) is no Int32$",
        ),
        ({"date": ["2023-10-24", "2023-10-25"]}, "player_games, column date: casting from string to date"),
    ],
)
def test_what_a_column_cannot_hold_as_it_is_is_refused_in_one_line(
    cells: dict[str, object], why: str
) -> None:
    with pytest.raises(DataError, match=why) as refused:
        PLAYER_GAMES.conform(games(**cells))
    assert "\n" not in str(refused.value)


def test_whole_numbers_may_be_written_as_fractions() -> None:
    told = games(points=[10.0, None], rebounds=[Decimal(3), Decimal(4)])
    assert PLAYER_GAMES.conform(told).select("points", "rebounds").rows() == [(10, 3), (None, 4)]


def test_a_clock_without_a_zone_tells_no_day() -> None:
    told = pl.Series(["2023-10-25T00:00", "2023-10-25T02:30"]).str.to_datetime("%Y-%m-%dT%H:%M")
    why = (
        "player_games: row 1, column date: '2023-10-25 02:30:00' has a clock and no zone: give the US/Eastern"
    )
    with pytest.raises(DataError, match=why):
        PLAYER_GAMES.conform(games(date=told))


def test_two_rows_of_one_player_in_one_game_are_refused() -> None:
    with pytest.raises(DataError, match="two rows share game_id=0022300001, player_id=1"):
        PLAYER_GAMES.conform(games(player_id=[1, 1]))


def test_a_status_that_is_not_known_and_a_column_too_many_are_refused() -> None:
    day = dt.date(2023, 10, 24)
    moment = dt.datetime(2023, 10, 24, 20, tzinfo=dt.UTC)
    row = {"game_id": "1", "date": day, "player_id": 1, "team": "DEN", "status": "out", "known_at": moment}
    table = AVAILABILITY.conform(pl.DataFrame([row]))
    with pytest.raises(DataError, match=r"column status: '?gone'? is not allowed \(one of out, doubtful"):
        AVAILABILITY.conform(pl.DataFrame([row | {"status": "gone"}]))
    with pytest.raises(DataError, match="availability: "):
        AVAILABILITY.check(table.with_columns(extra=1))


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        PLAYER_GAMES.conform(games(minutes=[900.0, 1.0], points=[1, 500]))
    assert len(str(error.value).splitlines()) == 2


def test_a_column_too_many_is_named() -> None:
    table = AVAILABILITY.empty().with_columns(extra=pl.lit(1))
    with pytest.raises(DataError, match="availability: extra: no such column"):
        AVAILABILITY.check(table)
