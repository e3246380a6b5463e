"""The walk fits quantiles beside the mean, on the same rows and features."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.core.component import declare_family
from nba_props.distribution.base import quantile_problems
from nba_props.errors import ConfigError
from nba_props.features.selection import FeatureSelection, Method
from nba_props.model.base import Model
from nba_props.model.ewma import Ewma
from nba_props.model.lightgbm import LightGBM, LightGBMTrainer
from nba_props.model.ridge import Ridge
from nba_props.model.xgboost import XGBoost, XGBoostTrainer
from nba_props.validation.predictions import FoldResult, quantile_column
from tests.distribution.samples import NAMES as DISTRIBUTIONS
from tests.distribution.samples import make
from tests.validation.walks import DAYS, matrix, spoilt, walk

LEVELS = (0.1, 0.5, 0.9)
COLUMNS = [quantile_column(level) for level in LEVELS]
SMALL = {"n_estimators": 10, "quantile_estimators": 10}
MODELS: list[Model] = [LightGBM(min_child_samples=20, **SMALL), XGBoost(**SMALL)]  # type: ignore[arg-type]
every = pytest.mark.parametrize("model", MODELS, ids=["lightgbm", "xgboost"])


@every
def test_each_row_of_the_folds_has_its_quantiles(model: Model) -> None:
    rows = walk(model, levels=LEVELS).rows
    assert rows.columns[-3:] == COLUMNS
    assert all(rows[column].is_finite().all() for column in COLUMNS)
    known = rows.drop_nulls("y")
    below = [(known["y"] < known[column]).mean() for column in COLUMNS]
    assert below == pytest.approx(LEVELS, abs=0.08)


@every
def test_the_rest_is_as_without_quantiles(model: Model) -> None:
    plain, with_them = walk(model), walk(model, levels=LEVELS)
    assert with_them.rows.drop(COLUMNS).equals(plain.rows)
    assert with_them.train.equals(plain.train)
    assert with_them.folds.drop("seconds").equals(plain.folds.drop("seconds"))
    assert plain.last_quantiles is None


@every
@pytest.mark.parametrize("method", [Method.none, Method.gain])
def test_the_last_fit_gives_the_quantiles_of_the_last_fold_back(model: Model, method: Method) -> None:
    predictions = walk(model, FeatureSelection(method, keep=2), levels=LEVELS)
    fitted = predictions.last_quantiles
    assert fitted is not None
    assert fitted.levels == list(LEVELS)
    assert fitted.names == predictions.last.names
    assert len(fitted.names) == (6 if method is Method.none else 2)
    last = predictions.rows.filter(pl.col("fold") == pl.col("fold").max())
    X = matrix().X[-last.height :].select(fitted.names).to_numpy()
    assert np.array_equal(fitted.predict_quantiles(X), last.select(COLUMNS).to_numpy())


@every
@pytest.mark.parametrize("method", [Method.none, Method.gain])
def test_what_later_dates_hold_changes_no_earlier_quantile(model: Model, method: Method) -> None:
    cut, selection = dt.date(2023, 12, 19), FeatureSelection(method, keep=2)
    plain, changed = (
        walk(model, selection, data, levels=LEVELS).rows.filter(pl.col("date") < cut).select(COLUMNS)
        for data in (matrix(), spoilt(cut))
    )
    assert changed.equals(plain)


@pytest.mark.slow
@pytest.mark.parametrize(("model", "trainer"), [(LightGBM, LightGBMTrainer), (XGBoost, XGBoostTrainer)])
def test_the_numbers_of_rounds_are_searched_once_though_the_features_change(
    model: type[Model], trainer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches, names, search = [], [], trainer._best_rounds

    def counted(self: Any, params: dict[str, Any], *rows: Any) -> int:
        searches.append(params["objective"])
        return int(search(self, params, *rows))

    def note(result: FoldResult) -> None:
        assert result.fitted_quantiles is not None
        names.append(tuple(result.fitted_quantiles.names))

    monkeypatch.setattr(trainer, "_best_rounds", counted)
    walk(model(), FeatureSelection(Method.permutation, keep=3), levels=LEVELS, on_fold=note)
    assert len(set(names)) > 1
    assert searches == [model().objective, {LightGBM: "quantile", XGBoost: "reg:quantileerror"}[model]]  # type: ignore[attr-defined]


def test_the_seconds_of_a_fold_are_those_of_both_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]

    def slow(seconds: float, fit: Any) -> Any:
        def timed(*args: Any) -> Any:
            now[0] += seconds
            return fit(*args)

        return timed

    monkeypatch.setattr(LightGBMTrainer, "fit", slow(1, LightGBMTrainer.fit))
    monkeypatch.setattr(LightGBMTrainer, "fit_quantiles", slow(10, LightGBMTrainer.fit_quantiles))
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    assert set(walk(MODELS[0], levels=LEVELS).folds["seconds"]) == {11.0}
    assert set(walk(MODELS[0]).folds["seconds"]) == {1.0}


@pytest.mark.parametrize("model", [Ridge(), Ewma()])
def test_a_model_that_fits_none_is_refused(model: Model) -> None:
    with pytest.raises(ConfigError, match="does not fit quantiles; must be lightgbm or xgboost"):
        walk(model, levels=LEVELS)


def test_the_quantile_distribution_asks_for_a_model_that_fits_them() -> None:
    declare_family("nba_props.model")
    problem = "distribution=quantile: model=ridge does not fit quantiles; must be lightgbm or xgboost"
    assert quantile_problems(make("quantile"), Ridge()) == [problem]
    assert quantile_problems(make("quantile"), LightGBM()) == []


@pytest.mark.parametrize("name", sorted(set(DISTRIBUTIONS) - {"quantile"}))
def test_no_other_distribution_asks_for_quantiles(name: str) -> None:
    assert make(name).quantile_levels == ()
    assert quantile_problems(make(name), Ridge()) == []


def test_the_quantile_distribution_asks_for_its_own_levels() -> None:
    assert make("quantile", levels=list(LEVELS)).quantile_levels == LEVELS


def test_the_matrix_has_a_last_date_without_outcomes_that_is_predicted_too() -> None:
    rows = walk(MODELS[0], levels=LEVELS).rows
    last = rows.filter(pl.col("date") == rows["date"].max())
    assert last.height == matrix().rows.height // DAYS
    assert last["y"].null_count() == last.height
    assert last.select(COLUMNS).null_count().sum_horizontal().item() == 0
