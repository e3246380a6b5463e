"""What the tracker logs, in a real store."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

from nba_props.errors import DataError
from nba_props.store import Tracking
from nba_props.tracking.tracker import NBAPropsTracker


@pytest.fixture
def tracker(tracking: Tracking) -> NBAPropsTracker:
    return NBAPropsTracker("Phase2_Advanced", tracking.uri)


def stored(tracker: NBAPropsTracker, run_id: str) -> Any:
    from nba_props.tracking.store import open_store

    return open_store(tracker._tracking).client.get_run(run_id)


def files(tracker: NBAPropsTracker) -> set[str]:
    """The files of the run that is going on."""
    folder = Path(tracker.run.artifact_uri)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_each_kind_of_metric_has_its_prefix_once(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        run_id = tracker.run.id
        tracker.log_training_metrics({"mae": 1.0})
        tracker.log_validation_metrics({"mae": 2.0, "val_rmse": 3.0})
        tracker.log_betting_metrics({"roi": 0.1})
        tracker.log_segmented_metrics({"tier": {"The Stars": {"val_mae": 7.5}}})
        tracker.log_metrics({"log_loss": 0.69, "by_step": {1: 5.0, 2: 4.0}})
    metrics = stored(tracker, run_id).data.metrics
    assert metrics == {
        "train_mae": 1.0,
        "val_mae": 2.0,
        "val_rmse": 3.0,
        "betting_roi": 0.1,
        "segment/tier/The_Stars/val_mae": 7.5,
        "log_loss": 0.69,
        "by_step": 4.0,
    }


def test_what_cannot_be_computed_is_absent(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        run_id = tracker.run.id
        tracker.log_validation_metrics({"mae": math.nan, "rmse": None, "r2": math.inf, "bias": 0.0})
    assert stored(tracker, run_id).data.metrics == {"val_bias": 0.0}


def test_any_number_of_metrics_is_one_call_to_the_store(
    tracker: NBAPropsTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    log_batch = SqlAlchemyStore.log_batch

    def counting(self: SqlAlchemyStore, run_id: str, metrics: Any, params: Any, tags: Any) -> None:
        calls.append(len(metrics) + len(params))
        log_batch(self, run_id, metrics, params, tags)

    monkeypatch.setattr(SqlAlchemyStore, "log_batch", counting)
    many = {f"m{i}": float(i) for i in range(600)}
    with tracker.start_run():
        for log in (
            tracker.log_metrics,
            tracker.log_training_metrics,
            tracker.log_validation_metrics,
            tracker.log_betting_metrics,
        ):
            log(many)
        tracker.log_segmented_metrics({"s": {f"v{i}": {"mae": 1.0, "n": 2} for i in range(300)}})
        tracker.log_params({f"p{i}": i for i in range(90)})
    assert calls == [600] * 5 + [90]


def test_parameters_are_dotted_and_a_configuration_is_a_file_too(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        run_id = tracker.run.id
        tracker.log_training_config({"model": {"max_depth": 6, "name": "xgboost"}, "seed": 1})
        tracker.log_feature_config({"blocks": {"lags": [1, 2]}})
        assert files(tracker) == {"config.yaml", "features.json"}
    params = stored(tracker, run_id).data.params
    assert params["model.max_depth"] == "6"
    assert params["features.blocks.lags"] == "[1, 2]"


def test_a_list_of_features_is_counted(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        run_id = tracker.run.id
        tracker.log_feature_config(["a", "b", "c"])
    assert stored(tracker, run_id).data.params == {"n_features": "3"}


ROWS = pl.DataFrame(
    {
        "team": ["DEN", "DEN", "LAL", "LAL", "LAL"],
        "y": [10.0, 20.0, 30.0, None, 5.0],
        "prediction": [12.0, 17.0, 20.0, 9.0, 5.0],
    }
)


@pytest.mark.parametrize("frame", [ROWS, ROWS.to_pandas()], ids=["polars", "pandas"])
def test_errors_are_told_by_group_worst_first(tracker: NBAPropsTracker, frame: Any) -> None:
    with tracker.start_run():
        errors = tracker.log_error_analysis(frame, by="team")
        assert files(tracker) == {"errors/by_team.csv"}
    assert errors.select("team", "n", "mae", "bias").rows() == [("LAL", 2, 5.0, -5.0), ("DEN", 2, 2.5, -0.5)]


def test_an_error_analysis_names_the_column_that_is_missing(tracker: NBAPropsTracker) -> None:
    with tracker.start_run(), pytest.raises(DataError, match="needs teams; did you mean team"):
        tracker.log_error_analysis(ROWS, by="teams")


def log_all_files(tracker: NBAPropsTracker) -> None:
    rng = np.random.default_rng(0)
    y, line = rng.normal(20, 6, 300), np.full(300, 19.5)
    p_over = rng.uniform(0.2, 0.8, 300)
    tracker.log_predictions(ROWS)
    tracker.log_ledger(ROWS.to_pandas())
    tracker.log_report("<html></html>")
    tracker.log_feature_importance({"a": 0.7, "b": 0.3})
    tracker.log_calibration_curve(p_over, y > line)
    tracker.log_residuals_plot(y, y + 1)
    tracker.log_confusion_matrix(y, line, p_over)
    tracker.log_error_analysis(ROWS, ["team"])
    tracker.log_artifact("notes/why.txt", "because")


def test_every_file_has_its_place_in_the_run(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        log_all_files(tracker)
        assert files(tracker) == {
            "predictions/predictions.parquet", "bets/ledger.parquet",
            "report.html", "importance.csv", "calibration.csv", "errors/by_team.csv", "notes/why.txt",
            "plots/feature_importance.png", "plots/calibration_curve.png", "plots/residuals.png",
            "plots/predicted_vs_actual.png", "plots/confusion_matrix.png",
        }  # fmt: skip


def test_a_full_run_keeps_its_tables_as_csv_too(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri, artifacts="full")
    with tracker.start_run():
        tracker.log_predictions(ROWS)
        tracker.log_ledger(ROWS)
        endings = (".csv", ".parquet")
        names = ("bets/ledger", "predictions/predictions")
        assert files(tracker) == {f"{name}{ending}" for name in names for ending in endings}


def test_a_light_run_keeps_numbers_and_no_files(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri, artifacts="light")
    with tracker.start_run():
        run_id = tracker.run.id
        log_all_files(tracker)
        tracker.log_training_config({"seed": 1})
        tracker.log_metrics({"a": 1.0})
        assert tracker.log_model(object()) is None
        assert files(tracker) == set()
    assert stored(tracker, run_id).data.metrics == {"a": 1.0}
    assert stored(tracker, run_id).data.params == {"seed": "1"}


def test_a_run_for_comparisons_keeps_predictions_and_no_other_files(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("Phase1_Foundation", tracking.uri, artifacts="predictions")
    with tracker.start_run():
        log_all_files(tracker)
        tracker.log_predictions(ROWS)
        assert tracker.log_model(object()) is None
        assert files(tracker) == {"predictions/predictions.parquet"}


def test_nothing_is_written_outside_the_store_and_the_runs_own_folder(
    tracker: NBAPropsTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with tracker.start_run():
        own = Path(tracker.run.artifact_uri)
        log_all_files(tracker)
        tracker.log_dataset(ROWS, "rows")
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    elsewhere = {path.name for path in new if not path.is_relative_to(own)}
    assert elsewhere <= {"mlflow.db-wal", "mlflow.db-shm", "mlflow.db.lock"}
    assert list(here.iterdir()) == []


def test_without_a_name_the_store_is_in_the_folder_of_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    assert NBAPropsTracker()._tracking.uri == "sqlite:///outputs/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///other.db")
    assert NBAPropsTracker()._tracking.uri == "sqlite:///other.db"
    assert list(tmp_path.iterdir()) == []


def test_a_data_set_is_known_by_its_columns_and_a_hash_of_its_values(tracker: NBAPropsTracker) -> None:
    digests = []
    for frame in (ROWS, ROWS.to_pandas(), ROWS.with_columns(y=pl.col("y") + 1)):
        with tracker.start_run():
            run_id = tracker.run.id
            tracker.log_dataset(frame, "rows", "validation")
        (given,) = stored(tracker, run_id).inputs.dataset_inputs
        assert given.dataset.name == "rows"
        assert [tag.value for tag in given.tags] == ["validation"]
        digests.append(given.dataset.digest)
    assert digests[0] == digests[1] != digests[2]


def test_pandas_frames_keep_the_named_levels_of_their_index(tracker: NBAPropsTracker) -> None:
    rows = pd.DataFrame({"y": [1.0], "prediction": [2.0]}, index=pd.Index(["DEN"], name="team"))
    with tracker.start_run():
        tracker.log_predictions(rows)
        kept = pl.read_parquet(Path(tracker.run.artifact_uri) / "predictions/predictions.parquet")
    assert kept.rows(named=True) == [{"team": "DEN", "y": 1.0, "prediction": 2.0}]
