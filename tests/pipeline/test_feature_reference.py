"""Ranks of features by date, worked out by hand, and what a run keeps of them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.pipeline.feature_reference import (
    BY_DATE,
    LEVELS,
    QUANTILES,
    calendar_features,
    feature_quantiles,
    ranks_by_date,
    reference_files,
)
from tests.simulated import quick

pytestmark = pytest.mark.slow

FIRST, SECOND = dt.date(2024, 1, 1), dt.date(2024, 1, 2)


def test_a_date_has_level_spread_and_share_of_missing_values() -> None:
    quantiles = pl.DataFrame({"x": np.linspace(0.0, 50.0, len(LEVELS))})
    rows = pl.DataFrame({"date": [FIRST, FIRST, SECOND, SECOND], "x": [-1.0, 99.0, 25.0, None]})
    found = ranks_by_date(rows, quantiles)
    assert found["date"].to_list() == [FIRST, SECOND]
    assert found["rows"].to_list() == [2.0, 2.0]
    assert found["x"].to_list() == pytest.approx([0.5, 0.5])
    assert found["x spread"].to_list() == pytest.approx([1.0, 0.0])
    assert found["x missing"].to_list() == [0.0, 0.5]


def test_a_feature_without_any_value_has_no_rank() -> None:
    nothing = pl.DataFrame({"x": pl.Series([None, None], dtype=pl.Float32)})
    found = ranks_by_date(nothing.with_columns(date=FIRST), feature_quantiles(nothing))
    assert found.select("x", "x spread", "x missing").row(0) == (None, None, 1.0)


def test_quantiles_of_a_constant_put_it_in_the_middle() -> None:
    same = pl.DataFrame({"x": [3.0, 3.0], "date": [FIRST, FIRST]})
    found = ranks_by_date(same, feature_quantiles(same.select("x")))
    assert found["x"].to_list() == [0.5]


def test_what_the_calendar_tells_is_left_out() -> None:
    one = quick("model=ridge")
    calendar = calendar_features(one.experiment, one.data)
    assert {"home", "season_day", "team_games_4d", "player_rest_days"} <= calendar
    kept = set(reference_files(one.outcome)[QUANTILES].columns)
    assert calendar.isdisjoint(kept)
    assert calendar | kept >= set(one.outcome.forecast.predictions.last.names)


def test_a_run_keeps_its_lined_player_games() -> None:
    outcome = quick().outcome
    files = reference_files(outcome)
    lined = outcome.predictions_table.filter(~pl.col("warmup"), pl.col("line").is_not_null())
    assert files[BY_DATE]["rows"].sum() == lined.height
    assert files[BY_DATE]["date"].to_list() == lined["date"].unique().sort().to_list()
    model = outcome.forecast.predictions.last
    calendar = calendar_features(quick().experiment, quick().data)
    assert set(model.names) - calendar <= set(files[QUANTILES].columns)
    whole = [name for name in files[QUANTILES].columns if not files[BY_DATE][f"{name} missing"].sum()]
    assert whole
    weighed = files[BY_DATE].select((pl.col(whole) * pl.col("rows")).sum() / lined.height)
    assert np.abs(weighed.to_numpy() - 0.5).max() < 0.01
