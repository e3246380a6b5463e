"""Refits that add fresh rounds to the first fit: what they are, what they may know, how they are kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from nba_props.configuration.compose import load
from nba_props.core.arrays import Floats
from nba_props.model.base import Earlier, FittedModel, Model, Rows, TrainingData
from nba_props.model.ensemble import Ensemble
from nba_props.model.lightgbm import LightGBM, LightGBMFit
from nba_props.model.ridge import Ridge
from nba_props.model.xgboost import XGBoost, XGBoostFit

FRESH, N = 7, 4000
FIRST, NOW, LATER = np.arange(2000), np.arange(3000), np.arange(3000, N)
MODELS: list[Model] = [
    LightGBM(n_estimators=30, min_child_samples=20),
    LightGBM(n_estimators=30, min_child_samples=20, objective="poisson"),
    XGBoost(n_estimators=30, min_child_weight=5),
    XGBoost(n_estimators=30, min_child_weight=5, objective="count:poisson"),
]
IDS = ["lightgbm", "lightgbm-poisson", "xgboost", "xgboost-poisson"]


@cache
def design() -> TrainingData:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(N, 6)).astype(np.float32)
    drift = np.where(np.arange(N) < 2000, 0.0, 0.8)
    y = rng.poisson(np.exp(1.5 + 0.4 * X[:, 0] + drift * X[:, 1])).astype(np.float64)
    return TrainingData(np.asfortranarray(X), y, list("abcdef"), seed=1, fresh_rounds=FRESH)


def updated(model: Model, data: TrainingData, rows: Rows = NOW) -> FittedModel:
    """The second of two fits, given what came since the first."""
    trainer = model.trainer(data, FIRST)
    first = trainer.fit(FIRST)
    return trainer.refit(rows, Earlier(first, data, rows[len(FIRST) :]))


def error(fit: FittedModel) -> float:
    return float(np.mean((fit.predict(design().X[LATER]) - design().y[LATER]) ** 2))


@pytest.mark.parametrize("model", MODELS, ids=IDS)
class TestUpdated:
    def test_the_first_fit_is_kept_and_what_came_since_is_learnt(self, model: Model) -> None:
        fit = updated(model, design())
        first = model.trainer(design(), FIRST).fit(FIRST)
        assert first.n_estimators == 30
        assert fit.n_estimators == 30 + FRESH
        assert error(fit) < 0.99 * error(first)

    def test_rows_that_are_not_trained_on_have_no_say(self, model: Model) -> None:
        X, y = design().X.copy(order="F"), design().y.copy()
        X[LATER], y[LATER] = 1e6, 1e6
        spoilt = updated(model, replace(design(), X=X, y=y))
        assert np.array_equal(spoilt.predict(design().X), updated(model, design()).predict(design().X))

    def test_a_second_update_starts_from_the_first_fit_again(self, model: Model) -> None:
        trainer = model.trainer(design(), FIRST)
        first = trainer.fit(FIRST)
        once = trainer.refit(NOW[:2500], Earlier(first, design(), NOW[2000:2500]))
        twice = trainer.refit(NOW, Earlier(once, design(), NOW[2500:]))
        assert np.array_equal(twice.predict(design().X), updated(model, design()).predict(design().X))

    def test_it_is_read_back_as_it_was_saved(self, model: Model, tmp_path: Path) -> None:
        fit = updated(model, design())
        fit.save(tmp_path)
        again = type(fit).load(tmp_path, fit.names)
        assert again.predict(design().X) == pytest.approx(fit.predict(design().X), rel=1e-6)
        assert again.n_estimators == fit.n_estimators
        assert again.importance() == pytest.approx(fit.importance(), rel=1e-6)


def test_fresh_rounds_are_fitted_to_what_the_first_fit_leaves() -> None:
    """An oracle: LightGBM itself, on residuals, from a score of 0."""
    import lightgbm as lgb

    model = LightGBM(n_estimators=30, min_child_samples=20)
    fit = updated(model, design())
    assert isinstance(fit, LightGBMFit)
    first: Floats = fit.first.predict(design().X)
    params = {**model.params(design()), "boost_from_average": False}
    bins = lgb.Dataset(design().X[FIRST], label=design().y[FIRST], params=params).construct()
    left = lgb.Dataset(design().X[NOW], label=(design().y - first)[NOW], reference=bins, params=params)
    fresh = lgb.train(params, left, num_boost_round=FRESH)
    assert fit.predict(design().X) == pytest.approx(first + fresh.predict(design().X), rel=1e-6)


def test_xgboost_goes_on_from_the_trees_of_the_first_fit() -> None:
    fit = updated(XGBoost(n_estimators=30, min_child_weight=5), design())
    assert isinstance(fit, XGBoostFit)
    assert fit.booster.get_dump()[:30] == fit.first.get_dump()
    assert len(fit.booster.get_dump()) == 30 + FRESH


def test_other_features_are_fitted_whole() -> None:
    """Where a selection changes, the first fit has nothing to say."""
    model = LightGBM(n_estimators=30, min_child_samples=20)
    first = model.trainer(design(), FIRST).fit(FIRST)
    narrow = design().only(["a", "b"])
    fit = model.trainer(narrow, FIRST).refit(NOW, Earlier(first, design(), NOW[2000:]))
    assert fit.names == ["a", "b"]
    assert fit.n_estimators == 30


def test_the_members_of_an_ensemble_are_updated_too() -> None:
    members: dict[str, Model] = {"ridge": Ridge(), "trees": LightGBM(n_estimators=30, min_child_samples=20)}
    fit = updated(Ensemble(members=members), design())
    assert fit.parts()["trees"].n_estimators == 30 + FRESH


def test_the_configuration_says_how_folds_are_refitted() -> None:
    assert load([]).validation.rounds_of_refits is None
    assert load(["validation.refit=update"]).validation.rounds_of_refits == 40
    assert load(["validation.refit=update", "validation.fresh_rounds=25"]).validation.rounds_of_refits == 25
    assert load(["validation=holdout"]).validation.rounds_of_refits is None
