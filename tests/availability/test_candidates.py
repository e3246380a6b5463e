from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from nba_props.availability.candidates import candidates, design
from nba_props.data.dataset import Dataset
from tests.features.block.hand import Row, games, row, upcoming

ROWS = [
    row(1, 1, minutes=30.0),
    row(1, 2, minutes=20.0),
    row(3, 1, minutes=34.0),
    row(4, 1, minutes=32.0),
    row(4, 2, minutes=10.0),
    upcoming(8, 1),
]


def found(rows: list[Row]) -> pl.DataFrame:
    return candidates(Dataset(games(rows)))


def of(rows: list[Row], day: int, player: int) -> dict[str, Any]:
    date = dt.date(2023, 11, 1) + dt.timedelta(days=day - 1)
    team = found(rows).filter(pl.col("team") == "AAA")
    return team.filter(pl.col("date") == date, pl.col("player_id") == player).row(0, named=True)


def test_a_candidate_is_who_played_for_the_team_before() -> None:
    team = found(ROWS).filter(pl.col("team") == "AAA")
    pairs = [(date.day, player) for date, player in team.select("date", "player_id").iter_rows()]
    assert pairs == [(3, 1), (3, 2), (4, 1), (4, 2), (8, 1), (8, 2)]


def test_what_is_known_of_a_man_who_missed_the_last_game() -> None:
    assert of(ROWS, 4, 2) == {
        "date": dt.date(2023, 11, 4), "team": "AAA", "player_id": 2, "missed_in_a_row": 1,
        "missed_share": 0.5, "minutes": 20.0, "days": 3, "back_to_back": True, "season_days": 3,
        "new_season": False, "sat": False,
    }  # fmt: skip


def test_who_sat_is_known_of_games_with_an_outcome_alone() -> None:
    assert of(ROWS, 3, 2)["sat"] is True
    assert of(ROWS, 3, 1)["sat"] is False
    assert of(ROWS, 8, 1)["sat"] is None


def test_a_traded_man_is_no_candidate_of_his_former_team() -> None:
    traded = [*ROWS, row(6, 2, "CCC", "DDD")]
    assert 2 not in found(traded).filter(date=dt.date(2023, 11, 8), team="AAA")["player_id"]
    assert 2 in found(ROWS).filter(date=dt.date(2023, 11, 8), team="AAA")["player_id"]


def test_a_new_season_begins_for_each_man_with_his_first_game() -> None:
    autumn = [upcoming(100, 1, season="2024-25"), upcoming(102, 1, season="2024-25")]
    first = [row(100, 1, season="2024-25"), autumn[1]]
    assert of([*ROWS, *autumn], 102, 1)["new_season"] is True
    assert of([*ROWS, *first], 102, 1)["new_season"] is False
    assert of([*ROWS, *autumn], 102, 1)["season_days"] == 2


def test_the_length_of_an_absence_is_told_in_steps() -> None:
    names, X = design(found(ROWS).filter(date=dt.date(2023, 11, 4), team="AAA"))
    values = dict(zip(names, X.T, strict=True))
    assert values["missed_1"].tolist() == [0, 1]
    assert values["missed_2"].tolist() == [0, 0]
    assert values["role_here"] == pytest.approx([32 / 48, 0])
    assert values["back_to_back_here"].tolist() == [1, 0]
