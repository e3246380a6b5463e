"""Folds that have nothing new to learn, since an embargo reaches back over a break."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.features.matrix import Matrix
from nba_props.model.base import Model
from nba_props.model.ensemble import Ensemble
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.validation.fit import FoldFit, FoldFitter
from nba_props.validation.walk_forward import Refit, Train
from tests.validation.walks import matrix, walk

AFTER_IT: dict[str, Any] = {"first_test": "2024-03-21", "embargo_days": 10}
"""Tests after `after_a_break`."""


def after_a_break() -> Matrix:
    """The matrix with a hundred days without games before the first test date."""
    break_ = dt.timedelta(days=100)
    later = pl.col("date") >= dt.date(2023, 12, 12)
    dates = pl.when(later).then(pl.col("date") + break_).otherwise("date")
    return Matrix(matrix().rows.with_columns(date=dates), matrix().X)


@pytest.mark.parametrize("window", [{}, {"window": Train.rolling, "window_days": 130}])
def test_weights_that_were_learnt_stay_while_an_embargo_lets_nothing_new_in(
    window: dict[str, Any],
) -> None:
    """Two test folds train up to the break; the third is the first to see what came after it."""
    model = Ensemble({"ridge": Ridge(), "trees": LightGBM(n_estimators=3)})
    fields = {**AFTER_IT, "warmup": 3, **window}
    folds = walk(model, data=after_a_break(), **fields).folds
    weights = folds["weight_ridge"].to_list()
    assert folds["n_train"][3] >= folds["n_train"][4] > folds["n_train"][2]
    assert weights[0] == 0.5
    assert weights[4] == weights[3] > 0.6


@pytest.mark.parametrize("model", [LightGBM(n_estimators=20), Ridge()])
def test_a_fold_with_the_rows_of_the_one_before_has_its_fit(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits, plain = [], FoldFitter.fit

    def fit(fitter: FoldFitter, rows: np.ndarray) -> FoldFit:
        fits.append(plain(fitter, rows))
        return fits[-1]

    monkeypatch.setattr(FoldFitter, "fit", fit)
    folds = walk(model, data=after_a_break(), **AFTER_IT, refit=Refit.update).folds
    same = [earlier is later for earlier, later in pairwise(fits)]
    assert same == [before == now for before, now in pairwise(folds["n_train"])]
    assert same.count(True) == 1
