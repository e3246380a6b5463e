from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.job_log import RunResult, RunSetup, log_result, log_setup
from nba_props.tracking.run import Run
from nba_props.tracking.tracker import NBAPropsTracker


@pytest.fixture
def setup() -> RunSetup:
    return RunSetup(
        job="abc123",
        choices={
            "phase": "advanced",
            "market": "pra",
            "features": "advanced",
            "model": "lightgbm",
            "availability": "as_played",
        },
        config={
            "seed": 42,
            "phase": {"name": "advanced"},
            "model": {"max_depth": 4, "seed": 7, "extra": {"max_bin": 63}},
            "features": {"blocks": {"rolling": {"windows": [3, 5]}}},
            "paths": {"outputs": "outputs"},
            "tracking": {"uri": "sqlite:///outputs/mlflow.db"},
        },
        fingerprint="f00d",
        quality={"read": {"player_games": 10}},
    )


@pytest.fixture
def result() -> RunResult:
    from matplotlib.figure import Figure

    folds = {"fold": [0, 1, 2], "warmup": [True, False, False], "mae": [9.0, 6.0, 5.8], "n_test": [1, 2, 3]}
    return RunResult(
        metrics={"val_mae": 5.9, "line_mae": None, "val_r2": float("nan")},
        folds=pl.DataFrame(folds),
        predictions=pl.DataFrame({"player_id": [1, 2], "prediction": [20.5, 30.5]}),
        importance={"lag": 0.25, "mean": 0.75},
        figures={"residuals": Figure()},
        ledger=pl.DataFrame({"player_id": [1], "profit": [0.9]}),
        report="<p>Nothing was found.</p>",
        files={"bets/tuning.csv": pl.DataFrame({"min_value": [0.02]})},
        tested=(dt.date(2024, 1, 12), dt.date(2024, 4, 14)),
    )


def logged(tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult, folder: Path) -> Run:
    tracker = NBAPropsTracker.of(tracking, phase)
    with tracker.start_run(setup.name, setup.tags()):
        run = tracker.run
        log_setup(tracker, setup)
        log_result(tracker, setup, result, folder)
    return run


def test_a_finished_job_is_complete_in_its_run(
    tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult, tmp_path: Path
) -> None:
    run = logged(tracking, phase, setup, result, tmp_path / "out")
    found = run.store.client.get_run(run.id)
    assert found.info.run_name == "lightgbm · advanced · pra"
    assert found.data.metrics == {"val_mae": 5.9, "fold_mae": 5.8, "fold_n_test": 3.0}
    folder = Path(run.artifact_uri)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "config.yaml",
        "data/quality.json",
        "data/fingerprint.txt",
        "environment.json",
        "folds.csv",
        "predictions/predictions.parquet",
        "importance.csv",
        "plots/residuals.png",
        "plots/feature_importance.png",
        "bets/ledger.parquet",
        "bets/tuning.csv",
        "report.html",
        "result.json",
    }
    assert (folder / "importance.csv").read_text() == "feature,importance\nmean,0.75\nlag,0.25\n"


def test_a_run_names_its_data_and_runs_of_the_same_data_have_the_same(
    tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult, tmp_path: Path
) -> None:
    runs = [logged(tracking, phase, setup, result, tmp_path) for _ in range(2)]
    client = runs[0].store.client
    inputs = [client.get_run(run.id).inputs.dataset_inputs for run in runs]
    assert [(each.dataset.name, each.dataset.digest) for (each,) in inputs] == [("data", "f00d")] * 2
    found = client.search_runs([runs[0].experiment_id], "dataset.digest = 'f00d'")
    assert {run.info.run_id for run in found} == {run.id for run in runs}


def test_runs_are_found_by_their_tags(
    tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult
) -> None:
    run = logged(tracking, phase, setup, result, Path(tracking.uri.removeprefix("sqlite:///")).parent)
    where = "tags.model_type = 'lightgbm' and tags.lineup = 'as_played' and metrics.val_mae < 6"
    where += " and tags.feature_set = 'advanced' and tags.market = 'pra' and params.model = 'lightgbm'"
    assert [found.info.run_id for found in run.store.client.search_runs([run.experiment_id], where)] == [
        run.id
    ]


def test_parameters_are_dotted_and_the_models_own_bare_too(setup: RunSetup) -> None:
    params = setup.params()
    assert params["model"] == "lightgbm"
    assert params["model.max_depth"] == params["max_depth"] == 4
    assert params["extra.max_bin"] == params["model.extra.max_bin"] == 63
    assert params["features.blocks.rolling.windows"] == [3, 5]
    assert params["seed"] == 42
    assert params["model.seed"] == 7
    assert not [name for name in params if name.startswith(("paths", "tracking"))]


def test_metrics_of_folds_are_steps_and_leave_out_the_warm_up(
    tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult, tmp_path: Path
) -> None:
    run = logged(tracking, phase, setup, result, tmp_path)
    history = run.store.client.get_metric_history(run.id, "fold_mae")
    assert [(point.step, point.value) for point in history] == [(1, 6.0), (2, 5.8)]


def test_the_result_file_names_run_job_metrics_and_findings(
    tracking: Tracking, phase: Phase, setup: RunSetup, result: RunResult, tmp_path: Path
) -> None:
    run = logged(tracking, phase, setup, result, tmp_path / "new" / "out")
    written = json.loads((tmp_path / "new" / "out" / "result.json").read_text())
    tested = ["2024-01-12", "2024-04-14"]
    assert written == {
        "run_id": run.id,
        "job": "abc123",
        "tested": tested,
        "metrics": {"val_mae": 5.9},
        "findings": [],
    }
