"""The days of rows: what a frame may write them as, and what is no day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import Mock

import pandas as pd
import polars as pl
import pytest
from mlflow.types import ColSpec, DataType

from nba_props.errors import DataError
from nba_props.serving.dates import days_of
from nba_props.serving.loading import LoadedModel

DAY = dt.date(2023, 12, 19)
LATE = dt.datetime(2023, 12, 20, 0, 30, tzinfo=dt.UTC)
"""Half past seven in the evening of `DAY`, US/Eastern."""


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        dt.datetime.fromisoformat("2023-12-19"),
        dt.datetime.fromisoformat("2023-12-19 20:30"),
        LATE,
        dt.datetime(2023, 12, 20, tzinfo=dt.UTC),
        "2023-12-19",
        "2023-12-19T20:30:00",
        "2023-12-20T00:00:00Z",
        "2023-12-20 00:30:00+00:00",
        "2023-12-19T19:00:00-05:00",
    ],
)
def test_a_day_may_be_written_as_a_date_a_moment_or_a_text(cell: object) -> None:
    assert days_of(pl.Series([None, cell])).to_list() == [None, DAY]


def test_a_moment_has_one_day_alone_and_among_others() -> None:
    midnight = LATE - dt.timedelta(minutes=30)
    assert days_of(pl.Series([LATE, midnight])).to_list() == [DAY, DAY]
    assert days_of(pl.Series([midnight])).to_list() == [DAY]
    assert days_of(pl.Series([midnight.isoformat()])).to_list() == [DAY]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["", " ", "2023-12-19"])])
def test_a_blank_text_tells_that_the_day_is_unknown(dtype: pl.DataType) -> None:
    texts = pl.Series(["", " ", "2023-12-19", None], dtype=dtype)
    assert days_of(texts).to_list() == [None, None, DAY, None]


def test_midnight_in_the_east_begins_the_day() -> None:
    eastern = pl.Series([dt.datetime.fromisoformat("2023-12-19")]).dt.replace_time_zone("America/New_York")
    assert days_of(eastern).to_list() == [DAY]


def test_no_dates_are_told_where_none_are_known() -> None:
    assert days_of(pl.Series([None, None])).to_list() == [None, None]
    assert days_of(pl.Series([], dtype=pl.Datetime("us", "UTC"))).to_list() == []


@pytest.mark.parametrize(
    "cell",
    [
        "tonight",
        "19.12.2023",
        "12/19/2023",
        "0001-01-01T00:00+14:00",
        20231219,
        45279.0,
        True,
        {"day": 1},
        dt.time(19),
        dt.date(2300, 1, 1),
    ],
)
def test_the_first_row_without_a_day_is_named_with_its_value(cell: object) -> None:
    with pytest.raises(DataError) as caught:
        days_of(pl.Series([None, cell]))
    allowed = "must be a date from 1900-01-01 to 2199-12-31, or null where unknown"
    assert str(caught.value) == f"row 2: date: {cell!r} {allowed}"


@pytest.fixture
def pyfunc() -> Mock:
    """MLflow's face of a model that reads one column, and what it is asked."""
    asked = Mock()
    asked.metadata.get_input_schema().inputs = [ColSpec(DataType.double, "lag")]
    asked.predict.side_effect = lambda rows: pd.DataFrame({"prediction": rows["lag"]})
    return asked


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame])
def test_a_model_is_asked_by_days(pyfunc: Mock, make: Any) -> None:
    found = LoadedModel("models:/pra/1", pyfunc).predict(make({"lag": [4.0], "date": [LATE]}))
    assert pyfunc.predict.call_args.args[0]["date"].to_list() == [pd.Timestamp(DAY)]
    assert isinstance(found, pd.DataFrame if make is pd.DataFrame else pl.DataFrame)
    assert found["prediction"].to_list() == [4.0]


def test_periods_of_pandas_are_the_days_they_are_written_as(pyfunc: Mock) -> None:
    model = LoadedModel("models:/pra/1", pyfunc)
    model.predict(pd.DataFrame({"lag": [4.0], "date": pd.PeriodIndex([DAY], freq="D")}))
    assert pyfunc.predict.call_args.args[0]["date"].to_list() == [pd.Timestamp(DAY)]
    with pytest.raises(DataError, match=r"^row 1: date: '2023-12' must be a date"):
        model.predict(pd.DataFrame({"lag": [4.0], "date": pd.PeriodIndex([DAY], freq="M")}))


def test_a_number_is_no_day_of_a_model_either(pyfunc: Mock) -> None:
    with pytest.raises(DataError, match=r"^row 1: date: 20231219 must be a date"):
        LoadedModel("models:/pra/1", pyfunc).predict(pl.DataFrame({"lag": [4.0], "date": [20231219]}))
    assert not pyfunc.predict.called
