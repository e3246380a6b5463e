"""Feature selection inside the fold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nba_props.features.selection import FeatureSelection, Method
from nba_props.model.base import Model
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.model.xgboost import XGBoost
from nba_props.validation.selection import permutation_scores, select
from tests.contracts.test_models import TRAIN, design
from tests.validation.walks import walk

MODELS: list[Model] = [Ridge(), LightGBM(n_estimators=60, min_child_samples=10), XGBoost(n_estimators=60)]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", [Method.gain, Method.permutation])
def test_what_tells_the_outcome_is_kept_in_the_order_of_the_design(model: Model, method: Method) -> None:
    selection = FeatureSelection(method, keep=2)
    assert select(selection, model.trainer(design(), TRAIN), design(), TRAIN) == ["f0", "f1"]


@pytest.mark.parametrize("method", [Method.gain, Method.permutation])
def test_the_choice_looks_at_the_training_rows_alone(method: Method) -> None:
    """In all other rows, a feature that is noise gives the outcome away."""
    data, rows = design(), TRAIN[:1800]
    others = np.setdiff1d(np.arange(len(data.y)), rows)
    X = data.X.copy(order="F")
    X[others, 4] = np.nan_to_num(data.y[others])
    chosen = [
        select(FeatureSelection(method, keep=3), Ridge().trainer(each, TRAIN), each, rows)
        for each in (data, replace(data, X=X))
    ]
    assert chosen[0] == chosen[1]


def test_nothing_is_chosen_where_all_are_to_be_kept() -> None:
    assert (
        select(FeatureSelection(Method.gain, keep=8), Ridge().trainer(design(), TRAIN), design(), TRAIN)
        == design().names
    )
    assert (
        select(FeatureSelection(keep=2), Ridge().trainer(design(), TRAIN), design(), TRAIN) == design().names
    )


def test_a_feature_that_the_fit_does_not_use_scores_nothing() -> None:
    model = LightGBM(n_estimators=60, min_child_samples=10)
    scores = permutation_scores(
        FeatureSelection(Method.permutation), model.trainer(design(), TRAIN), design(), TRAIN
    )
    assert scores["f6"] == scores["f7"] == 0
    assert scores["f0"] > 10 * abs(scores["f3"])
    assert list(scores) == design().names


def test_permuting_leaves_the_design_as_it_was() -> None:
    before = design().X.copy()
    permutation_scores(
        FeatureSelection(Method.permutation), Ridge().trainer(design(), TRAIN), design(), TRAIN
    )
    assert np.array_equal(design().X, before, equal_nan=True)


@pytest.mark.parametrize("method", [Method.gain, Method.permutation])
def test_a_walk_fits_each_fold_on_the_features_it_chose(method: Method) -> None:
    predictions = walk(LightGBM(min_child_samples=10, colsample_bytree=1.0), FeatureSelection(method, keep=2))
    scored = predictions.scored
    assert predictions.last.names == ["x0", "x1"]
    assert np.abs((scored["prediction"] - scored["y"]).to_numpy()).mean() < 1.6


def test_what_a_model_cannot_do_without_is_kept_whatever_it_scores() -> None:
    selection = FeatureSelection(Method.gain, keep=2)
    plain = select(selection, Ridge().trainer(design(), TRAIN), design(), TRAIN)
    kept = select(selection, Ridge().trainer(design(), TRAIN), design(), TRAIN, ["f7"])
    assert "f7" not in plain
    assert "f7" in kept
    assert len(kept) == len(plain) == 2
