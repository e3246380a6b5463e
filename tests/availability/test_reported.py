from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.availability.reported import Reported
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import AVAILABILITY, PROP_LINES
from nba_props.errors import ConfigError, DataError
from tests.features.block.hand import games, row

DAY = dt.date(2023, 11, 5)


def utc(hour: int, minute: int = 0, day: int = 5) -> dt.datetime:
    return dt.datetime(2023, 11, day, hour, minute, tzinfo=dt.UTC)


def data(*reports: tuple[int, str, dt.datetime], tip_off: dt.datetime | None = None) -> Dataset:
    table = pl.DataFrame(
        [("g", DAY, player, "AAA", status, known) for player, status, known in reports],
        schema=AVAILABILITY.schema,
        orient="row",
    )
    line = {
        "game_id": "g", "date": DAY, "player_id": 1, "market": "points", "book": "a", "line": 10.5,
        "quoted_at": utc(20), "over_price": 1.9, "under_price": 1.9, "one_sided": False, "tip_off": tip_off,
    }  # fmt: skip
    lines = PROP_LINES.conform(pl.DataFrame([line], schema_overrides=PROP_LINES.schema))
    return Dataset(games([row(5)]), lines, AVAILABILITY.check(table))


def out(availability: Reported, dataset: Dataset) -> list[int]:
    frame = availability.out(dataset)
    assert frame.columns == ["date", "team", "player_id"]
    return frame["player_id"].to_list()


def test_only_the_chosen_statuses_count_as_out() -> None:
    dataset = data((1, "out", utc(18)), (2, "doubtful", utc(18)), (3, "available", utc(18)))
    assert out(Reported(), dataset) == [1]
    assert out(Reported(statuses=["out", "doubtful"]), dataset) == [1, 2]


def test_a_report_after_tip_off_is_not_known() -> None:
    dataset = data((1, "out", utc(23, 59)), (2, "out", utc(0, 0, day=6)), tip_off=utc(0, 0, day=6))
    assert out(Reported(), dataset) == [1]


def test_without_a_tip_off_the_eastern_date_of_the_game_is_the_limit() -> None:
    dataset = data((1, "out", utc(4, 59, day=6)), (2, "out", utc(5, 0, day=6)))  # midnight in New York
    assert out(Reported(), dataset) == [1]


def test_a_cutoff_is_a_time_of_day_in_the_east() -> None:
    dataset = data((1, "out", utc(22)), (2, "out", utc(22, 1)), tip_off=utc(0, 0, day=6))
    assert out(Reported(cutoff="17:00"), dataset) == [1]


def test_no_reports_is_an_error_that_names_what_to_set() -> None:
    with pytest.raises(DataError, match=r"data\.reports"):
        Reported().out(Dataset(games([row(1)])))


@pytest.mark.parametrize("cutoff", ["5pm", "25:00", "17"])
def test_a_cutoff_that_is_no_time_is_refused(cutoff: str) -> None:
    with pytest.raises(ConfigError, match="a time of day such as 17:00"):
        Reported(cutoff=cutoff)


def test_an_unknown_status_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="statuses"):
        Reported(statuses=["outt"])
