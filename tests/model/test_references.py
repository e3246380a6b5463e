"""The naive references on a real pipeline: their own block, and what they say of players without history."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.features.matrix import build_matrix
from nba_props.features.selection import FeatureSelection
from nba_props.model._reference import Reference
from nba_props.model.ewma import Ewma
from nba_props.model.rolling_mean import RollingMean
from nba_props.validation.calendar import Calendar
from nba_props.validation.holdout import Holdout
from nba_props.validation.walk import walk_forward
from tests.leagues import PRA, random_league


@pytest.mark.parametrize("model", [Ewma(half_life=20), RollingMean(window=10)])
def test_a_reference_predicts_its_own_column_and_the_mean_of_first_games_where_there_is_no_past(
    model: Reference,
) -> None:
    matrix = build_matrix(random_league(1), PRA, model.blocks() or {})
    dates = matrix.rows["date"].unique().sort()
    folds = Holdout(first_test=str(dates[3]), warmup_days=0).folds(Calendar.of(matrix.rows))
    predictions = walk_forward(matrix, folds, model, FeatureSelection(), seed=0, threads=1)
    test = matrix.rows["date"] >= dates[3]
    mean = matrix.rows.filter(~test & matrix.X.to_series().is_null())["y"].mean()
    expected = matrix.X.filter(test).to_series().cast(pl.Float64).fill_null(mean)
    assert matrix.X.width == 1
    assert matrix.X.filter(test).to_series().null_count() > 0
    assert np.allclose(predictions.rows["prediction"].to_numpy(), expected.to_numpy(), rtol=1e-12)


def test_ewma_with_the_half_life_of_the_naive_reference_is_the_naive_reference() -> None:
    matrix = build_matrix(random_league(1), PRA, Ewma(half_life=20).blocks())
    column, naive = matrix.X.to_series(), matrix.rows["naive"].cast(pl.Float32)
    assert column.equals(naive, null_equal=True, check_names=False)
