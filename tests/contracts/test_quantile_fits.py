"""What every model that fits quantiles must keep to, the ones that are added later included."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.distribution.quantile import FittedQuantile
from nba_props.errors import NBAPropsError
from nba_props.model.base import QuantileFit, Rows, TrainingData
from nba_props.validation.predictions import quantile_columns
from tests.contracts.test_models import LATER, TRAIN, WITH_QUANTILES, N, design, make

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
every = pytest.mark.parametrize("name", WITH_QUANTILES)


def fit(name: str, data: TrainingData | None = None, rows: Rows = TRAIN, **fields: Any) -> QuantileFit:
    return make(name, **fields).trainer(data or design(), TRAIN).fit_quantiles(rows, LEVELS)


def predict(name: str, data: TrainingData | None = None, rows: Rows = TRAIN) -> Floats:
    """Predictions for all rows of the plain design, of quantiles that were fitted on `data`."""
    return fit(name, data, rows).predict_quantiles(design().X)


@cache
def predicted(name: str) -> Floats:
    return predict(name)


def pinball(quantiles: Floats, y: Floats) -> float:
    """The loss that quantiles minimise, summed over the levels."""
    error = y[:, None] - quantiles
    return float(np.maximum(np.array(LEVELS) * error, (np.array(LEVELS) - 1) * error).mean(axis=0).sum())


def test_the_boosted_models_have_quantiles_and_no_others() -> None:
    assert WITH_QUANTILES == ["lightgbm", "xgboost"]


@every
def test_the_same_seed_gives_the_same_bits(name: str) -> None:
    assert np.array_equal(predict(name), predicted(name))


@every
def test_a_refit_by_the_same_trainer_gives_the_same_bits(name: str) -> None:
    trainer = make(name).trainer(design(), TRAIN)
    first = trainer.fit_quantiles(TRAIN, LEVELS).predict_quantiles(design().X)
    trainer.fit_quantiles(TRAIN[:300], [0.9])
    trainer.fit(TRAIN)
    assert np.array_equal(trainer.fit_quantiles(TRAIN, LEVELS).predict_quantiles(design().X), first)


@every
def test_the_mean_is_the_same_with_quantiles_as_without(name: str) -> None:
    trainer = make(name).trainer(design(), TRAIN)
    before = trainer.fit(TRAIN).predict(design().X)
    trainer.fit_quantiles(TRAIN, LEVELS)
    assert np.array_equal(trainer.fit(TRAIN).predict(design().X), before)


@every
def test_the_order_of_the_rows_does_not_matter(name: str) -> None:
    shuffled = np.random.default_rng(1).permutation(TRAIN)
    assert np.array_equal(predict(name, rows=shuffled), predicted(name))


@every
def test_there_is_one_prediction_for_each_row_and_level(name: str) -> None:
    fitted = fit(name)
    assert fitted.levels == list(LEVELS)
    assert fitted.predict_quantiles(design().X).shape == (N, 5)
    assert fitted.predict_quantiles(design().X[:1]).shape == (1, 5)
    assert fitted.predict_quantiles(design().X[:0]).shape == (0, 5)
    one = make(name).trainer(design(), TRAIN).fit_quantiles(TRAIN, [0.5])
    assert one.predict_quantiles(design().X).shape == (N, 1)


@every
def test_predictions_are_finite_where_features_are_unknown(name: str) -> None:
    assert np.isfinite(predicted(name)).all()
    assert np.isfinite(fit(name).predict_quantiles(np.full_like(design().X, np.nan))).all()


@every
@pytest.mark.parametrize("garbage", [np.nan, 1e9, -1e9])
def test_what_later_rows_hold_changes_no_fit(name: str, garbage: float) -> None:
    X, y = design().X.copy(order="F"), design().y.copy()
    X[LATER], y[LATER] = garbage, garbage
    assert np.array_equal(predict(name, replace(design(), X=X, y=y)), predicted(name))


@every
def test_that_there_are_later_rows_changes_no_fit(name: str) -> None:
    data = design()
    cut = replace(data, X=np.asfortranarray(data.X[TRAIN]), y=data.y[TRAIN])
    assert np.array_equal(predict(name, cut), predicted(name))


@every
def test_rows_that_come_after_the_first_window_settle_nothing(name: str) -> None:
    """The number of rounds is that of the first window, though the first fit of quantiles has more rows."""
    window, y = TRAIN[:1600], design().y.copy()
    y[TRAIN[1600:]] = np.random.default_rng(2).normal(500, 300, 800)
    trainers = [make(name).trainer(data, window) for data in (design(), replace(design(), y=y))]
    for trainer in trainers:
        trainer.fit_quantiles(TRAIN, LEVELS)
    plain, changed = (
        trainer.fit_quantiles(window, LEVELS).predict_quantiles(design().X) for trainer in trainers
    )
    assert np.array_equal(plain, changed)


@every
def test_a_row_left_out_of_a_refit_has_no_say_in_it(name: str) -> None:
    y = design().y.copy()
    y[TRAIN[-1]] = 1e6
    rounds = {"n_estimators": 20, "quantile_estimators": 20}
    without, with_it = (
        fit(name, data, TRAIN[:-1], **rounds).predict_quantiles(design().X)
        for data in (design(), replace(design(), y=y))
    )
    assert np.array_equal(without, with_it)


@every
def test_as_many_later_outcomes_lie_below_a_quantile_as_its_level_says(name: str) -> None:
    known = LATER[~np.isnan(design().y[LATER])]
    below = (design().y[known, None] < predicted(name)[known]).mean(axis=0)
    assert below == pytest.approx(LEVELS, abs=0.06)


@every
def test_they_know_more_than_the_quantiles_of_all_rows(name: str) -> None:
    known = LATER[~np.isnan(design().y[LATER])]
    y = design().y[known]
    of_all = np.tile(np.quantile(design().y[TRAIN], LEVELS), (len(y), 1))
    assert pinball(predicted(name)[known], y) < 0.75 * pinball(of_all, y)


@every
def test_a_distribution_puts_them_in_order(name: str) -> None:
    """Of levels so close to each other that some cross."""
    levels = [round(0.44 + 0.02 * k, 2) for k in range(7)]
    raw = make(name).trainer(design(), TRAIN).fit_quantiles(TRAIN, levels).predict_quantiles(design().X)
    assert (np.diff(raw, axis=1) < 0).any()
    dist = FittedQuantile(levels, None).predict(pl.DataFrame(quantile_columns(levels, raw)))
    assert (np.diff(dist.cdf, axis=1) >= 0).all()
    found = np.column_stack([dist.quantile(level) for level in levels])
    assert (np.diff(found, axis=1) >= 0).all()
    assert np.abs(found - np.sort(raw, axis=1)).max() <= 1


@every
def test_they_keep_the_names_of_their_features(name: str) -> None:
    names = ["f0", "f3", "f1"]
    fitted = fit(name, design().only(names))
    assert fitted.names == names
    assert fitted.predict_quantiles(design().only(names).X).shape == (N, 5)


@every
def test_another_number_of_columns_is_refused(name: str) -> None:
    with pytest.raises(NBAPropsError, match=r"8 features cannot predict from an array of shape \(3000, 7\)"):
        fit(name).predict_quantiles(design().X[:, :7])


@every
def test_settling_again_changes_nothing(name: str) -> None:
    trainer = make(name).trainer(design(), TRAIN)
    trainer.fit_quantiles(TRAIN, LEVELS)
    again = trainer.tuned.trainer(design(), TRAIN)
    assert np.array_equal(again.fit_quantiles(TRAIN, LEVELS).predict_quantiles(design().X), predicted(name))
    assert again.tuned == trainer.tuned


@every
def test_they_are_saved_beside_the_mean_without_a_pickle(name: str, tmp_path: Path) -> None:
    trainer = make(name).trainer(design(), TRAIN)
    trainer.fit(TRAIN).save(tmp_path)
    mean = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    trainer.fit_quantiles(TRAIN, LEVELS).save(tmp_path)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert files.items() > mean.items()
    assert {Path(file).suffix for file in files} <= {".txt", ".ubj"}
    assert not any(content[:1] == b"\x80" for content in files.values())
