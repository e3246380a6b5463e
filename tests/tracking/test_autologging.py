"""MLflow's own logging lands in the tracker's run, and nowhere else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import mlflow
import mlflow.sklearn
import numpy as np
import pytest
from mlflow.exceptions import MlflowException
from mlflow.utils.autologging_utils import AUTOLOGGING_INTEGRATIONS

from nba_props.core.variables import variables
from nba_props.errors import TrackingError
from nba_props.store import Tracking
from nba_props.tracking import mlflow_internals
from nba_props.tracking.tracker import NBAPropsTracker

RNG = np.random.default_rng(3)
X = RNG.normal(size=(80, 3))
Y = X[:, 0] * 2 + RNG.normal(size=80)


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """MLflow's default store would show up here."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    yield
    assert list(folder.iterdir()) == []
    assert mlflow.active_run() is None
    assert "MLFLOW_TRACKING_URI" not in os.environ


@pytest.fixture
def tracker(tracking: Tracking) -> NBAPropsTracker:
    return NBAPropsTracker("Phase1_Foundation", tracking.uri)


def fit_xgboost() -> None:
    import xgboost

    data = xgboost.DMatrix(X, Y)
    xgboost.train({"max_depth": 2, "eval_metric": "mae"}, data, 3, evals=[(data, "train")])


def fit_lightgbm() -> None:
    import lightgbm

    data = lightgbm.Dataset(X, Y)
    lightgbm.train(
        {"max_depth": 2, "metric": "mae", "verbosity": -1, "num_threads": 1}, data, 3, valid_sets=[data]
    )


def fit_sklearn() -> None:
    from sklearn.linear_model import Ridge

    Ridge(alpha=2.5).fit(X, Y)


FITS = {"xgboost": fit_xgboost, "lightgbm": fit_lightgbm, "sklearn": fit_sklearn}
LOGGED = {"xgboost": ("max_depth", "2"), "lightgbm": ("max_depth", "2"), "sklearn": ("alpha", "2.5")}


def all_runs(tracker: NBAPropsTracker) -> list[Any]:
    from nba_props.tracking.store import open_store

    client = open_store(tracker._tracking).client
    return list(client.search_runs([each.experiment_id for each in client.search_experiments()]))


@pytest.mark.parametrize("flavour", list(FITS))
def test_what_a_library_fits_is_logged_into_the_run_that_is_going_on(
    tracker: NBAPropsTracker, flavour: str
) -> None:
    tracker.enable_autologging(flavour)
    with tracker.start_run("mine"):
        FITS[flavour]()
        tracker.log_validation_metrics({"mae": 1.5})
    (run,) = all_runs(tracker)
    assert (run.info.run_name, run.info.status) == ("mine", "FINISHED")
    name, value = LOGGED[flavour]
    assert run.data.params[name] == value
    assert run.data.metrics["val_mae"] == 1.5
    assert len(run.data.metrics) > 1
    kept = [path.name for path in Path(run.info.artifact_uri).rglob("*")]
    assert not [name for name in kept if name.endswith((".pkl", ".pickle"))]


def test_it_can_be_switched_on_within_a_run(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        tracker.enable_autologging("sklearn")
        fit_sklearn()
    (run,) = all_runs(tracker)
    assert run.data.params["alpha"] == "2.5"


def test_nothing_is_logged_outside_of_runs(tracker: NBAPropsTracker) -> None:
    tracker.enable_autologging("sklearn")
    fit_sklearn()
    with tracker.start_run("mine"):
        pass
    fit_sklearn()
    (run,) = all_runs(tracker)
    assert (run.info.run_name, run.data.params) == ("mine", {})


def test_a_child_gets_what_is_fitted_within_it_and_then_its_parent_again(tracker: NBAPropsTracker) -> None:
    with tracker.start_run("outer"):
        with tracker.start_run("inner"):
            tracker.enable_autologging("sklearn")
            fit_sklearn()
        assert len(all_runs(tracker)) == 2
        from sklearn.linear_model import Lasso

        Lasso(alpha=0.25).fit(X, Y)
    alphas = {run.info.run_name: run.data.params["alpha"] for run in all_runs(tracker)}
    assert alphas == {"outer": "0.25", "inner": "2.5"}


@pytest.mark.parametrize("status", ["FINISHED", "FAILED", "KILLED"])
def test_a_run_ends_as_it_is_told_to(tracker: NBAPropsTracker, status: str) -> None:
    tracker.enable_autologging("sklearn")
    with tracker.start_run():
        tracker.end_run(status)
    (run,) = all_runs(tracker)
    assert run.info.status == status


def test_a_run_that_raises_is_failed(tracker: NBAPropsTracker) -> None:
    tracker.enable_autologging("sklearn")
    with pytest.raises(ValueError, match="own"), tracker.start_run():
        raise ValueError("own")
    (run,) = all_runs(tracker)
    assert run.info.status == "FAILED"


def test_a_light_run_is_left_out(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri, artifacts="light")
    tracker.enable_autologging("xgboost")
    with tracker.start_run("light"):
        fit_xgboost()
        folder = Path(tracker.run.artifact_uri)
    (run,) = all_runs(tracker)
    assert run.info.run_name == "light"
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_mlflows_own_store_is_put_back(
    tracker: NBAPropsTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = f"sqlite:///{tmp_path}/mine.db"
    mlflow.set_tracking_uri(mine)
    try:
        tracker.enable_autologging("sklearn")
        with tracker.start_run():
            assert mlflow.get_tracking_uri() == tracker.run.store.uri
        assert mlflow.get_tracking_uri() == mine
        assert os.environ["MLFLOW_TRACKING_URI"] == mine
    finally:
        mlflow.set_tracking_uri(None)


@pytest.fixture
def mine(store_file: Path, tmp_path: Path) -> Iterator[str]:
    """MLflow's current store and experiment, as a person's own code has set them."""
    uri = f"sqlite:///{shutil.copyfile(store_file, tmp_path / 'mine.db')}"
    mlflow.set_tracking_uri(uri)
    with mlflow_internals.active_experiment("0"), variables({"MLFLOW_EXPERIMENT_ID": "0"}):
        yield uri
    mlflow.set_tracking_uri(None)


def fit_in_a_run_of_my_own() -> dict[str, Any]:
    """Return the parameters that MLflow logged by itself."""
    with mlflow.start_run() as run:
        fit_sklearn()
    assert run.info.experiment_id == os.environ["MLFLOW_EXPERIMENT_ID"] == "0"
    params: dict[str, Any] = mlflow.get_run(run.info.run_id).data.params
    return params


def test_an_experiment_of_ones_own_is_in_nobodys_way(tracker: NBAPropsTracker, mine: str) -> None:
    tracker.enable_autologging("sklearn")
    with tracker.start_run("theirs"):
        assert os.environ["MLFLOW_EXPERIMENT_ID"] == tracker.run.experiment_id != "0"
        fit_sklearn()
    assert [run.data.params["alpha"] for run in all_runs(tracker)] == ["2.5"]
    assert mlflow.get_tracking_uri() == mine
    assert fit_in_a_run_of_my_own() == {}


def test_autologging_of_ones_own_goes_on_afterwards(tracker: NBAPropsTracker, mine: str) -> None:
    mlflow.sklearn.autolog(log_models=False, silent=True, extra_tags={"by": "me"})
    try:
        before = AUTOLOGGING_INTEGRATIONS["sklearn"]
        before["globally_configured"] = True  # as `mlflow.autolog` leaves it
        tracker.enable_autologging("sklearn")
        with tracker.start_run("theirs"):
            fit_sklearn()
            assert AUTOLOGGING_INTEGRATIONS["sklearn"] != before
        assert AUTOLOGGING_INTEGRATIONS["sklearn"] == before
        assert fit_in_a_run_of_my_own()["alpha"] == "2.5"
    finally:
        mlflow.sklearn.autolog(disable=True)
    assert len(all_runs(tracker)) == 1
    assert mlflow.get_tracking_uri() == mine


def test_a_run_that_mlflow_cannot_go_on_with_is_failed_and_all_is_put_back(
    tracker: NBAPropsTracker, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(AUTOLOGGING_INTEGRATIONS["sklearn"])
    tracker.enable_autologging("sklearn")
    monkeypatch.setattr(mlflow, "start_run", Mock(side_effect=MlflowException("no such run\nor so")))
    with pytest.raises(TrackingError, match=r"autologging into run \w{32}: no such run$"):
        tracker.start_run()
    monkeypatch.undo()
    assert AUTOLOGGING_INTEGRATIONS["sklearn"] == before
    assert mlflow.get_tracking_uri() == mine
    assert fit_in_a_run_of_my_own() == {}
    with pytest.raises(TrackingError, match="no run is going on"):
        _ = tracker.run
    assert [run.info.status for run in all_runs(tracker)] == ["FAILED"]


def test_an_unknown_library_is_named_with_the_known_ones(tracker: NBAPropsTracker) -> None:
    with pytest.raises(TrackingError, match="one of xgboost, lightgbm, sklearn; did you mean xgboost"):
        tracker.enable_autologging("xgbost")
