"""Which season a day belongs to, one by one and for a column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.seasons import first_years, season_on
from nba_props.data.store.store import DataStore
from nba_props.source.league import LeagueUpdate
from nba_props.source.nba_api import NbaApi

DAYS = {
    "2019-06-13": "2018-19",
    "2019-07-01": "2019-20",
    "2020-03-11": "2019-20",
    "2020-07-30": "2019-20",  # the season goes on
    "2020-10-11": "2019-20",  # its last final
    "2020-12-22": "2020-21",  # the next one begins
    "2021-07-06": "2020-21",  # its first final
    "2021-07-20": "2020-21",  # its last
    "2021-08-02": "2021-22",
    "2021-10-19": "2021-22",
    "2022-07-06": "2022-23",
    "2022-09-30": "2022-23",  # a preseason game
    "2023-12-31": "2023-24",
    "2024-01-01": "2023-24",
    "1999-12-31": "1999-00",
}


@pytest.mark.parametrize(("day", "season"), DAYS.items())
def test_the_season_of_a_day(day: str, season: str) -> None:
    assert season_on(dt.date.fromisoformat(day)) == season


def test_a_column_of_days_is_told_the_same() -> None:
    years = first_years(pl.Series([*map(dt.date.fromisoformat, DAYS), None]))
    assert years.to_list() == [*(int(season[:4]) for season in DAYS.values()), None]


def test_an_update_of_july_2021_asks_for_the_season_that_is_played(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    source, now = NbaApi(), dt.datetime(2021, 7, 10, 15, tzinfo=dt.UTC)
    update = LeagueUpdate(source, source.http(), store, now, _teams={"PHX": 1})
    assert [*update.texts()][1] == "2020-21 Regular Season"
