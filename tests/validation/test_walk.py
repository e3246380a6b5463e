"""The walk through the folds: what it refuses, what it returns, what it does not look at."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

from nba_props.errors import ConfigError, DataError, LeakageError
from nba_props.features.matrix import Matrix
from nba_props.features.selection import FeatureSelection, Method
from nba_props.model.base import Model
from nba_props.model.correction import Correction
from nba_props.model.ensemble import Ensemble
from nba_props.model.ewma import Ewma
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.model.two_stage import TwoStage
from nba_props.model.xgboost import XGBoost
from nba_props.validation.base import Fold
from nba_props.validation.calendar import Calendar
from nba_props.validation.fit import FoldFit, FoldFitter
from nba_props.validation.predictions import FoldResult
from nba_props.validation.walk import walk_forward
from nba_props.validation.walk_forward import Refit, Train
from tests.validation.walks import A_DAY, NONE, SCHEME, START, matrix, spoilt, walk


def fold(train_until: str, test_from: str, test_until: str, number: int = 1) -> Fold:
    until, start, end = (dt.date.fromisoformat(day) for day in (train_until, test_from, test_until))
    return Fold(number, START, until, start, end)


def test_every_row_of_the_test_dates_is_predicted_with_or_without_an_outcome() -> None:
    rows = walk().rows
    test = matrix().rows.filter(pl.col("date") >= dt.date(2023, 12, 12))
    assert rows.filter(~pl.col("warmup")).select(test.drop("minutes").columns).equals(test.drop("minutes"))
    assert "minutes" not in rows.columns
    assert rows["prediction"].is_finite().all()
    assert rows["y"].null_count() >= A_DAY


def test_warm_up_rows_come_first_and_are_not_scored() -> None:
    predictions = walk()
    assert predictions.rows["warmup"].to_list() == sorted(predictions.rows["warmup"], reverse=True)
    assert predictions.rows.filter("warmup")["date"].min() == dt.date(2023, 11, 28)
    assert predictions.scored["date"].min() == dt.date(2023, 12, 12)
    assert predictions.scored["y"].null_count() == 0


def test_a_row_that_was_predicted_was_not_trained_on() -> None:
    """A model that is told the row's own number by a feature could give its outcome back, had it seen it."""
    for summary in walk().folds.iter_rows(named=True):
        known = matrix().rows.filter(pl.col("date") < summary["test_from"], pl.col("y").is_not_null())
        assert summary["n_train"] == known.height


def test_the_table_of_folds_agrees_with_the_rows() -> None:
    predictions = walk()
    error = pl.col("prediction") - pl.col("y")
    by_fold = predictions.rows.group_by("fold", maintain_order=True).agg(
        pl.len().alias("n_test"), error.abs().mean().alias("mae"), error.mean().alias("bias")
    )
    assert by_fold["n_test"].to_list() == predictions.folds["n_test"].to_list()
    for column in ("mae", "bias"):
        assert np.allclose(by_fold[column].to_numpy(), predictions.folds[column].to_numpy(), equal_nan=True)


def test_the_training_fit_is_that_of_the_last_fold() -> None:
    predictions = walk()
    assert predictions.train.height == predictions.folds["n_train"][-1]
    assert predictions.train["y"].null_count() == 0
    errors = (predictions.train["y"] - predictions.train["prediction"]).to_numpy()
    assert np.abs(errors).mean() < 1


def test_the_embargo_keeps_its_days_out_of_training() -> None:
    plain, embargo = walk().folds, walk(embargo_days=3).folds
    known = matrix().rows.filter(pl.col("y").is_not_null())
    for without, with_it in zip(plain.iter_rows(named=True), embargo.iter_rows(named=True), strict=True):
        start = with_it["test_from"]
        held = known.filter(pl.col("date") < start, pl.col("date") >= start - dt.timedelta(days=3)).height
        assert without["n_train"] - with_it["n_train"] == held > 0


def test_a_rolling_window_forgets() -> None:
    folds = walk(window=Train.rolling, window_days=10).folds
    assert (folds["n_train"] <= 10 * A_DAY).all()
    assert ((folds["train_until"] - folds["train_from"]).dt.total_days() == 10).all()


EVERY_KIND: list[Model] = [
    Ridge(),
    LightGBM(n_estimators=20),
    XGBoost(n_estimators=20),
    Ensemble({"ridge": Ridge(), "trees": LightGBM(n_estimators=20)}),
    Correction(Ridge(), LightGBM(n_estimators=20), line="x0"),
    TwoStage(minutes=Ridge(), rate=Ensemble({"ridge": Ridge(), "trees": LightGBM(n_estimators=20)})),
]


@pytest.mark.parametrize("model", EVERY_KIND)
@pytest.mark.parametrize("method", [Method.none, Method.gain, Method.permutation])
def test_what_later_dates_hold_changes_no_earlier_prediction(model: Model, method: Method) -> None:
    cut, selection = dt.date(2023, 12, 19), FeatureSelection(method, keep=2)
    plain, changed = (walk(model, selection, data).rows for data in (matrix(), spoilt(cut)))
    earlier = pl.col("date") < cut
    assert changed.filter(earlier)["prediction"].equals(plain.filter(earlier)["prediction"])


@pytest.mark.parametrize("model", EVERY_KIND)
def test_what_later_dates_hold_changes_no_earlier_prediction_of_fits_that_are_updated(model: Model) -> None:
    cut = dt.date(2023, 12, 19)
    plain, changed = (walk(model, data=data, refit=Refit.update).rows for data in (matrix(), spoilt(cut)))
    earlier = pl.col("date") < cut
    assert changed.filter(earlier)["prediction"].equals(plain.filter(earlier)["prediction"])
    assert not changed["prediction"].equals(plain["prediction"])


def played() -> Matrix:
    """The matrix without the last date, which has no outcome."""
    return Matrix(matrix().rows.head(-A_DAY), matrix().X.head(-A_DAY))


@pytest.mark.parametrize("model", EVERY_KIND)
def test_a_final_fit_learns_from_every_outcome_and_changes_no_prediction(model: Model) -> None:
    plain, final = walk(model, data=played()), walk(model, data=played(), final_fit=True)
    assert final.rows.equals(plain.rows)
    known = played().rows["y"].is_not_null()
    assert final.train["y"].equals(played().rows.filter(known)["y"])
    last = final.folds.row(-1, named=True)
    assert (last["n_train"], last["n_test"], last["mae"]) == (known.sum(), 0, None)
    assert final.folds.drop("seconds").head(-1).equals(plain.folds.drop("seconds"))
    assert not np.array_equal(final.last.predict(matrix().values), plain.last.predict(matrix().values))


def test_a_fold_that_trains_on_a_date_it_predicts_is_refused() -> None:
    with pytest.raises(LeakageError, match="fold 1 trains on 2023-12-01, but predicts from 2023-12-01 on"):
        walk_forward(
            matrix(), [fold("2023-12-02", "2023-12-01", "2023-12-08")], Ridge(), NONE, seed=0, threads=1
        )


def test_folds_that_predict_the_same_date_are_refused() -> None:
    folds = [
        fold("2023-12-01", "2023-12-01", "2023-12-08"),
        fold("2023-12-07", "2023-12-07", "2023-12-14", 2),
    ]
    with pytest.raises(LeakageError, match="folds 1 and 2 both predict 2023-12-07"):
        walk_forward(matrix(), folds, Ridge(), NONE, seed=0, threads=1)


def test_a_fold_without_rows_is_refused() -> None:
    with pytest.raises(DataError, match=r"fold 1 \(2025-01-01\)"):
        walk_forward(
            matrix(), [fold("2023-12-01", "2025-01-01", "2025-01-08")], Ridge(), NONE, seed=0, threads=1
        )


def test_rows_out_of_date_order_are_refused() -> None:
    data = Matrix(matrix().rows.reverse(), matrix().X.reverse())
    with pytest.raises(DataError, match="rows in date order"):
        walk(data=data)


def test_the_hook_is_told_of_each_fold_and_can_end_the_walk() -> None:
    seen: list[FoldResult] = []

    def stop(result: FoldResult) -> None:
        seen.append(result)
        if result.fold.number == 3:
            raise KeyboardInterrupt

    folds = SCHEME.folds(Calendar.of(matrix().rows))
    with pytest.raises(KeyboardInterrupt):
        walk_forward(matrix(), folds, Ridge(), NONE, seed=0, threads=1, on_fold=stop)
    assert [result.fold.number for result in seen] == [1, 2, 3]
    assert {result.n_folds for result in seen} == {len(folds)}
    assert all(result.mae is not None and result.mae < 2 for result in seen)


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    [
        LightGBM(n_estimators=20, subsample=0.5, min_child_samples=5),
        XGBoost(max_estimators=20, subsample=0.5),
        TwoStage(LightGBM(n_estimators=5), XGBoost(n_estimators=5)),
        Ensemble({"a": LightGBM(n_estimators=5), "b": Ridge()}),
    ],
    ids=["lightgbm", "xgboost", "two_stage", "ensemble"],
)
def test_folds_that_are_fitted_at_once_give_the_same_bits_in_the_same_order(model: Model) -> None:
    seen: list[int] = []
    levels = (0.1, 0.9) if model.has_quantiles else ()
    at_once = walk(model, levels=levels, threads=3, on_fold=lambda result: seen.append(result.fold.number))
    one_by_one = walk(model, levels=levels)
    assert at_once.rows.equals(one_by_one.rows)
    assert at_once.folds.drop("seconds").equals(one_by_one.folds.drop("seconds"))
    assert seen == at_once.folds["fold"].to_list() == sorted(seen)


class Ended:
    """A walk that ends with a fold; the fits of all later folds wait until the walk has ended."""

    def __init__(self, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number = number
        self.begun: list[int] = []
        self.n_train = walk().folds["n_train"].to_list()
        over, plain = threading.Event(), FoldFitter.fit

        class Pool(ThreadPoolExecutor):
            def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
                super().shutdown(wait=False, cancel_futures=cancel_futures)
                over.set()
                super().shutdown(wait=wait)

        def fit(fitter: FoldFitter, rows: np.ndarray) -> FoldFit:
            fold = 1 + self.n_train.index(len(rows))
            self.begun.append(fold)
            if fold > number:
                assert over.wait(60)
            return plain(fitter, rows)

        monkeypatch.setattr(FoldFitter, "fit", fit)
        monkeypatch.setattr("nba_props.validation.walk.ThreadPoolExecutor", Pool)

    def on_fold(self, result: FoldResult) -> None:
        """End the walk."""
        if result.fold.number == self.number:
            raise KeyboardInterrupt


@pytest.mark.parametrize(("number", "begun"), [(1, 1), (2, 4)])
def test_a_walk_that_is_ended_begins_no_other_fold(
    number: int, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a fold, one other is fitted; when it ends, one more begins before the walk hears of it."""
    ended = Ended(number, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        walk(LightGBM(n_estimators=5), threads=2, on_fold=ended.on_fold)
    assert len(ended.begun) <= begun < len(ended.n_train)
    assert set(ended.begun) >= set(range(1, number + 1))


def test_a_fold_without_any_outcome_has_no_error() -> None:
    folds = walk(refit_days=1, first_test="2023-12-29").folds
    assert folds["mae"].is_null().to_list() == [False, False, False, True]
    assert folds["bias"].null_count() == 1


def test_gain_of_a_model_without_importances_is_refused() -> None:
    with pytest.raises(ConfigError, match="method=gain: model=ewma does not rank features"):
        walk(Ewma(), FeatureSelection(Method.gain, keep=2))
