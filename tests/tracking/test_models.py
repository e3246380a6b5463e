"""Fitted models of other libraries in a run: no pickles, and the same answers when they come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nba_props.errors import TrackingError
from nba_props.serving.loading import load_model
from nba_props.store import Tracking
from nba_props.tracking.tracker import NBAPropsTracker
from tests.serving.cases import bundle, rows

RNG = np.random.default_rng(3)
X = pd.DataFrame(RNG.normal(size=(80, 3)), columns=["a", "b", "c"])
Y = X["a"] * 2 + RNG.normal(size=80)
PICKLES = (".pkl", ".pickle", ".joblib")


def xgboost_booster() -> Any:
    import xgboost

    return xgboost.train({"max_depth": 2}, xgboost.DMatrix(X, Y), 5)


def xgboost_sklearn() -> Any:
    import xgboost

    return xgboost.XGBRegressor(max_depth=2, n_estimators=5).fit(X, Y)


def lightgbm_booster() -> Any:
    import lightgbm

    return lightgbm.train({"verbosity": -1, "num_threads": 1}, lightgbm.Dataset(X, Y), 5)


def lightgbm_sklearn() -> Any:
    import lightgbm

    return lightgbm.LGBMRegressor(n_estimators=5, verbosity=-1, n_jobs=1).fit(X, Y)


def sklearn_ridge() -> Any:
    from sklearn.linear_model import Ridge

    return Ridge().fit(X, Y)


def sklearn_pipeline() -> Any:
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), Ridge()).fit(X, Y)


def sklearn_trees() -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(max_iter=5).fit(X, Y)


def answers(model: Any) -> np.ndarray:
    predict = getattr(model, "inplace_predict", None) or model.predict
    return np.asarray(predict(X), np.float64)


@pytest.mark.parametrize(
    "example", [None, X.head(), pl.from_pandas(X.head())], ids=["bare", "pandas", "polars"]
)
@pytest.mark.parametrize("make", [xgboost_booster, lightgbm_booster, sklearn_ridge])
def test_a_model_comes_back_with_the_same_answers(
    tracking: Tracking, make: Callable[[], Any], example: Any
) -> None:
    model, tracker = make(), NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run():
        uri, store = tracker.log_model(model, example=example), tracker.run.store
    assert uri is not None
    back = load_model(store, uri).pyfunc
    assert (back.metadata.signature is None) == (example is None)
    assert np.allclose(back.predict(X), answers(model), atol=1e-12)


@pytest.mark.parametrize(
    "make",
    [
        xgboost_booster, xgboost_sklearn, lightgbm_booster, lightgbm_sklearn, sklearn_ridge, sklearn_pipeline,
        sklearn_trees,
    ],
)  # fmt: skip
def test_no_file_of_a_model_is_a_pickle(tracking: Tracking, make: Callable[[], Any]) -> None:
    model, tracker = make(), NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run():
        uri, store = tracker.log_model(model, name="mine", example=X.head(2)), tracker.run.store
    assert uri is not None
    loaded = load_model(store, uri)
    folder = Path(store.client.get_logged_model(uri.removeprefix("models:/")).artifact_location)
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert found
    assert not [path for path in found if path.suffix in PICKLES or path.read_bytes()[:1] == b"\x80"]
    assert not [path for path in found if path.suffix == ".txt" and "cloudpickle" in path.read_text()]
    assert "cloudpickle" not in (folder / "MLmodel").read_text().replace("cloudpickle_version", "")
    assert np.allclose(loaded.pyfunc.predict(X), answers(model), atol=1e-6)


def test_a_logged_model_belongs_to_its_run_and_is_ready(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run():
        run_id, client = tracker.run.id, tracker.run.store.client
        uri = tracker.log_model(sklearn_ridge(), name="ridge")
    assert uri is not None
    logged = client.get_logged_model(uri.removeprefix("models:/"))
    assert (logged.name, str(logged.status), logged.source_run_id) == ("ridge", "READY", run_id)
    assert [each.model_id for each in client.get_run(run_id).outputs.model_outputs] == [logged.model_id]


def test_the_bundle_of_a_fold_is_one_model(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run():
        run_id, store = tracker.run.id, tracker.run.store
        uri = tracker.log_model(bundle(), example=rows(5))
    assert uri is not None
    by_id, by_run = (load_model(store, each) for each in (uri, f"runs:/{run_id}/model"))
    assert by_id.predict(rows()).equals(by_run.predict(rows()), null_equal=True)
    assert {"mean", "median", "p_over"} <= set(by_id.predict(rows().to_pandas()).columns)


def test_a_bundle_without_an_example_is_refused(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run(), pytest.raises(TrackingError, match="needs an example"):
        tracker.log_model(bundle())


def test_a_model_of_another_library_is_refused(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run(), pytest.raises(TrackingError, match=r"a model of builtins\.object: must be of"):
        tracker.log_model(object())


def test_a_model_that_cannot_be_written_is_not_called_ready(
    tracking: Tracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow.sklearn

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(mlflow.sklearn, "save_model", full)
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri)
    with tracker.start_run():
        client, experiment = tracker.run.store.client, tracker.run.experiment_id
        with pytest.raises(TrackingError, match="model ridge: no space left on device"):
            tracker.log_model(sklearn_ridge(), name="ridge")
    (logged,) = client.search_logged_models([experiment])
    assert str(logged.status) == "FAILED"
