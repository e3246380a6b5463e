"""What every model must keep to, the ones that are added later included."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nba_props.configuration import compose
from nba_props.core.arrays import Floats
from nba_props.core.component import declare_family, registered
from nba_props.errors import NBAPropsError
from nba_props.model._composite import Composite
from nba_props.model.base import Earlier, FittedModel, Model, Rows, TrainingData

declare_family("nba_props.model")
NAMES = sorted(registered("model"))
MODELS: dict[str, type[Model]] = registered("model")
WITH_QUANTILES = [name for name in NAMES if MODELS[name].has_quantiles]

N, TRAIN = 3000, np.arange(2400)
LATER = np.arange(2400, N)

READERS = {"model.txt", "model.ubj", "model.skops", "model.json"}
"""The formats that may be written; none of them can run code when it is read."""


FAST = {"learning_rate": 0.3, "early_stopping_rounds": 10}
"""What makes the rounds of boosting few; their number is still settled by early stopping."""


def make(name: str, **values: Any) -> Model:
    """A model with its defaults; one of several models has the parts that its file in `conf/` gives it.

    Boosting takes larger steps, of which fewer are needed.
    """
    kind = MODELS[name]
    return replace(with_fields(shipped(name) if issubclass(kind, Composite) else kind(), FAST), **values)


@cache
def shipped(name: str) -> Model:
    words = ["model.line=f0"] if name == "correction" else []
    return compose.load([f"model={name}", *words]).model


def with_fields(model: Model, wanted: dict[str, Any]) -> Model:
    """The model with given values of those of the fields that it or a part of it has."""
    values = {field.name: getattr(model, field.name) for field in fields(model)}
    changed = {name: value for name, value in wanted.items() if name in values}
    for name, value in values.items():
        if isinstance(value, Model):
            changed[name] = with_fields(value, wanted)
        elif isinstance(value, dict) and name == "members":
            changed[name] = {member: with_fields(each, wanted) for member, each in value.items()}
    return replace(model, **changed)


@cache
def design(seed: int = 0) -> TrainingData:
    """The first feature follows the outcome, as the naive references need it; few others add to it."""
    rng = np.random.default_rng(seed)
    signal, other = rng.normal(20, 6, N), rng.normal(0, 1, N)
    X = np.column_stack([signal, other, rng.normal(size=(N, 4)), np.full(N, np.nan), np.ones(N)])
    X[rng.random(N) < 0.1, 0] = np.nan
    X[rng.random(N) < 0.3, 2] = np.nan
    y = signal + other + rng.normal(0, 2, N)
    y[rng.choice(LATER, 20, replace=False)] = np.nan
    minutes = np.where(np.isnan(y), np.nan, np.clip(rng.normal(28, 5, N), 4, 48))
    return TrainingData(
        np.asfortranarray(X, dtype=np.float32),
        y,
        [f"f{i}" for i in range(X.shape[1])],
        seed=3,
        minutes=minutes,
    )


def fit(name: str, data: TrainingData | None = None, rows: Rows = TRAIN, **values: Any) -> FittedModel:
    return make(name, **values).trainer(data or design(), TRAIN).fit(rows)


def refit(name: str, data: TrainingData | None = None) -> FittedModel:
    """The second of two fits, which knows how the first fared on the rows that came since."""
    data = data or design()
    trainer = make(name).trainer(data, TRAIN[:1200])
    first = trainer.fit(TRAIN[:1200])
    return trainer.refit(TRAIN, Earlier(first, data, TRAIN[1200:]))


def predict(name: str, data: TrainingData | None = None, rows: Rows = TRAIN) -> Floats:
    """Predictions for all rows of the plain design, of a model that was fitted on `data`."""
    return fit(name, data, rows).predict(design().X)


@cache
def plain(name: str) -> FittedModel:
    """A model that was fitted on the plain design, to be looked at."""
    return fit(name)


@cache
def predicted(name: str) -> Floats:
    """What it predicts of all rows."""
    return plain(name).predict(design().X)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bits(name: str) -> None:
    assert np.array_equal(predict(name), predicted(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_refit_by_the_same_trainer_gives_the_same_bits(name: str) -> None:
    trainer = make(name).trainer(design(), TRAIN)
    first = trainer.fit(TRAIN).predict(design().X)
    trainer.fit(TRAIN[:200])
    assert np.array_equal(trainer.fit(TRAIN).predict(design().X), first)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_rows_does_not_matter(name: str) -> None:
    shuffled = np.random.default_rng(1).permutation(TRAIN)
    assert np.array_equal(predict(name, rows=shuffled), predicted(name))


@pytest.mark.parametrize("name", NAMES)
def test_predictions_are_finite_where_features_are_unknown(name: str) -> None:
    X = np.full_like(design().X, np.nan)
    fitted = plain(name)
    assert np.isfinite(fitted.predict(design().X)).all()
    assert np.isfinite(fitted.predict(X)).all()


@pytest.mark.parametrize("name", NAMES)
def test_there_is_one_prediction_a_row(name: str) -> None:
    fitted = plain(name)
    assert fitted.predict(design().X).shape == (N,)
    assert fitted.predict(design().X[:1]).shape == (1,)
    assert fitted.predict(design().X[:0]).shape == (0,)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_predicted_alone_as_among_others(name: str) -> None:
    """To a float32's precision: linear algebra sums in another order for one row than for many."""
    fitted = plain(name)
    alone = np.concatenate([fitted.predict(design().X[[i]]) for i in LATER[:20]])
    assert np.allclose(alone, fitted.predict(design().X)[LATER[:20]], rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("garbage", [np.nan, 1e9, -1e9])
def test_what_later_rows_hold_changes_no_fit(name: str, garbage: float) -> None:
    spoilt = with_later(garbage)
    assert np.array_equal(predict(name, spoilt), predicted(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_later_rows_hold_changes_no_refit(name: str) -> None:
    whole, spoilt = (refit(name, data).predict(design().X) for data in (design(), with_later(1e9)))
    assert np.array_equal(whole, spoilt)


def with_later(garbage: float) -> TrainingData:
    """The design with features, outcomes and minutes of the rows after those trained on that are no such."""
    X, y, minutes = design().X.copy(order="F"), design().y.copy(), np.array(design().minutes)
    X[LATER], y[LATER], minutes[LATER] = garbage, garbage, garbage
    return replace(design(), X=X, y=y, minutes=minutes)


@pytest.mark.parametrize("name", NAMES)
def test_that_there_are_later_rows_changes_no_fit(name: str) -> None:
    data = design()
    known = np.asarray(data.minutes)[TRAIN]
    cut = replace(data, X=np.asfortranarray(data.X[TRAIN]), y=data.y[TRAIN], minutes=known)
    assert np.array_equal(predict(name, cut), predicted(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_row_left_out_of_a_refit_has_no_say_in_it(name: str) -> None:
    """Given the number of rounds, which the whole first window settles."""
    y = design().y.copy()
    y[TRAIN[-1]] = 1e6
    without, with_it = (
        with_fields(make(name), {"n_estimators": 20}).trainer(data, TRAIN).fit(TRAIN[:-1]).predict(design().X)
        for data in (design(), replace(design(), y=y))
    )
    assert np.array_equal(without, with_it)


@pytest.mark.parametrize("name", NAMES)
def test_it_beats_the_mean(name: str) -> None:
    known = LATER[~np.isnan(design().y[LATER])]
    y, mean = design().y[known], design().y[TRAIN].mean()
    error = np.abs(predicted(name)[known] - y).mean()
    assert error < 0.75 * np.abs(mean - y).mean()


@pytest.mark.parametrize("name", NAMES)
def test_it_predicts_the_mean_of_a_skewed_outcome_and_not_its_median(name: str) -> None:
    rng = np.random.default_rng(5)
    y = rng.exponential(10, N)
    X = np.full((N, 2), np.nan, dtype=np.float32)
    X[:, 1] = rng.normal(size=N)
    fitted = fit(name, replace(design(), X=X, y=y, names=["f0", "noise"]))
    assert abs(fitted.predict(X[TRAIN]).mean() - y[TRAIN].mean()) < 0.05 * y[TRAIN].mean()


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_the_names_of_its_features(name: str) -> None:
    names = ["f0", "f3", "f1"]
    fitted = fit(name, design().only(names))
    assert fitted.names == names
    assert fitted.predict(design().only(names).X).shape == (N,)


@pytest.mark.parametrize("name", NAMES)
def test_another_number_of_columns_is_refused(name: str) -> None:
    with pytest.raises(NBAPropsError, match=r"8 features cannot predict from an array of shape \(3000, 7\)"):
        plain(name).predict(design().X[:, :7])


@pytest.mark.parametrize("name", NAMES)
def test_importances_are_shares_of_the_features(name: str) -> None:
    importance = plain(name).importance()
    if not make(name).has_importance:
        assert importance == {}
        return
    assert list(importance) == design().names
    assert sum(importance.values()) == pytest.approx(1)
    assert min(importance.values()) >= 0
    assert max(importance, key=lambda feature: importance[feature]) == "f0"


@pytest.mark.parametrize("name", NAMES)
def test_settling_again_changes_nothing(name: str) -> None:
    tuned = make(name).trainer(design(), TRAIN).tuned
    assert np.array_equal(tuned.trainer(design(), TRAIN).fit(TRAIN).predict(design().X), predicted(name))
    assert tuned.trainer(design(), TRAIN).tuned == tuned


@pytest.mark.parametrize("name", NAMES)
def test_it_is_saved_without_a_pickle(name: str, tmp_path: Path) -> None:
    plain(name).save(tmp_path)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert {path.name for path in written} <= READERS
    assert not any(path.read_bytes()[:1] == b"\x80" for path in written)


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_model_comes_back_with_the_same_bits(name: str, tmp_path: Path) -> None:
    fitted = plain(name)
    fitted.save(tmp_path)
    back = type(fitted).load(tmp_path, fitted.names, threads=1)
    assert np.array_equal(back.predict(design().X), fitted.predict(design().X))
    assert back.names == fitted.names
    assert back.n_estimators == fitted.n_estimators
    assert back.importance() == pytest.approx(fitted.importance(), abs=1e-12)


@pytest.mark.parametrize("name", WITH_QUANTILES)
def test_saved_quantiles_come_back_with_the_same_bits(name: str, tmp_path: Path) -> None:
    levels = [0.1, 0.5, 0.9]
    fitted = make(name).trainer(design(), TRAIN).fit_quantiles(TRAIN, levels)
    fitted.save(tmp_path)
    back = type(fitted).load(tmp_path, levels, fitted.names)
    assert np.array_equal(back.predict_quantiles(design().X), fitted.predict_quantiles(design().X))
