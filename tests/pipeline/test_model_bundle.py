"""The model that a run leaves behind says what the run said, on one season of the simulated league."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from mlflow.tracking import MlflowClient

from nba_props.configuration import compose
from nba_props.features.matrix import Matrix
from nba_props.pipeline import publish
from nba_props.pipeline.forecast import SHOWN, Forecast
from nba_props.pipeline.job import Job
from nba_props.pipeline.model_bundle import bundle_from, input_of
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.run import run
from nba_props.serving.bundle import DATE
from nba_props.tracking.tracker import NBAPropsTracker
from tests.serving.test_log import load, run_alone
from tests.simulated import one_market, without_pictures
from tests.sizes import in_two_sizes

QUICK = [
    "data.seasons=1",
    "validation.first_test='2024-03-20'",
    "validation.refit_days=14",
    "validation.warmup=1",
]


class Ran:
    """A run, the model that it left, and what the model is to be asked of the last fold."""

    def __init__(
        self, folder: Path, cache: Path, overrides: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        seen: dict[str, Any] = {}
        kept = publish.log_model

        def watched(job: Job, outcome: Outcome, tracker: NBAPropsTracker) -> str | None:
            seen.update(matrix=outcome.matrix, forecast=outcome.forecast)
            seen["model"] = kept(job, outcome, tracker)
            return str(seen["model"])

        monkeypatch.setattr(publish, "log_model", watched)
        paths = [f"paths.outputs={folder}", f"paths.cache={cache}"]
        output = folder / "output"
        output.mkdir()
        with one_market(), without_pictures():
            self.result = run(Job(compose.load([*paths, *QUICK, *overrides])), output)
        self.forecast: Forecast = seen["forecast"]
        self.matrix: Matrix = seen["matrix"]
        self.client = MlflowClient(f"sqlite:///{folder / 'mlflow.db'}")
        model_id = seen["model"].removeprefix("models:/")
        self.model_folder = Path(self.client.get_logged_model(model_id).artifact_location)

    @property
    def table(self) -> pl.DataFrame:
        """The last fold's rows as the run logged them."""
        path = self.client.download_artifacts(self.result.run_id, "predictions/predictions.parquet")
        rows = pl.read_parquet(path)
        return rows.filter(pl.col("fold") == rows["fold"].max())

    def asked(self, rows: pl.DataFrame) -> pd.DataFrame:
        """The input that asks the model for these player-games and lines."""
        frame = input_of(bundle_from(self.forecast, {}), self.matrix, rows)
        numbers = frame.drop(DATE).cast(pl.Float64).fill_null(float("nan")).to_pandas()
        return numbers.assign(date=pd.to_datetime(frame[DATE].to_list()))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the runs find the features that an earlier one has made."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def ran(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    cache: Path,
    store_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Ran:
    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    return Ran(tmp_path, cache, request.param, monkeypatch)


def check(found: pd.DataFrame, table: pl.DataFrame) -> None:
    """The run's numbers, to 1e-6; lines only where the run has a probability."""
    for name in ("prediction", *SHOWN):
        assert found[name].to_numpy() == pytest.approx(table[name].to_numpy(), abs=1e-6), name
    known = table["p_over"].is_not_null().to_numpy()
    assert known.sum() > 100
    for name in ("p_over", "p_push"):
        assert found[name].to_numpy()[known] == pytest.approx(table[name].to_numpy()[known], abs=1e-6), name


LIGHTGBM = ["model=lightgbm", "model.n_estimators=30", "calibration=isotonic"]
SOME = [
    ["model=xgboost", "model.n_estimators=30", "calibration=platt", "distribution=residual"],
    ["model=lightgbm", "model.n_estimators=10", "model.quantile_estimators=10", "distribution=quantile"],
    ["model=ensemble", "~model@model.members.xgboost", "model.members.lightgbm.n_estimators=10"],
]
OTHERS = [
    ["model=ridge", "calibration=beta", "distribution=normal"],
    ["model=ewma", "distribution=poisson"],
    ["model=two_stage", "model.minutes.n_estimators=10"],
    ["model=correction", "model.otherwise.n_estimators=10", "features=market"],
]


@pytest.mark.slow
@pytest.mark.parametrize("ran", [LIGHTGBM], indirect=True)
def test_the_model_says_what_the_run_said_of_the_last_fold_at_every_line(ran: Ran) -> None:
    model, table = load(ran.model_folder), ran.table
    check(model.predict(ran.asked(table)), table)
    assert model.metadata.run_id == ran.result.run_id
    card = json.loads((ran.model_folder / "artifacts" / "package" / "card.json").read_text())
    assert (card["market"], card["model_type"], card["job"]) == ("pra", "lightgbm", ran.result.job)
    assert card["tested"] == "yes"
    assert card["features"] == ran.forecast.predictions.last.names
    assert np.isfinite(model.predict(model.input_example)["p_over"]).all()

    quoted = ran.forecast.at_lines.filter(pl.col("fold") == pl.col("fold").max())
    found = model.predict(ran.asked(quoted))
    assert quoted.height > 300
    for name in ("p_over", "p_push", "p_under"):
        assert found[name].to_numpy() == pytest.approx(quoted[name].to_numpy(), abs=1e-6), name
    assert np.abs((quoted["p_over"] - quoted["raw_p_over"]).to_numpy()).max() > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("ran", [["model=ridge", "validation.final_fit=true"]], indirect=True)
def test_a_final_fit_is_served_with_all_that_the_folds_taught_and_says_that_nothing_tests_it(
    ran: Ran,
) -> None:
    card = json.loads((ran.model_folder / "artifacts" / "package" / "card.json").read_text())
    last = ran.matrix.rows.filter(pl.col("y").is_not_null())["date"].max()
    assert card["tested"] == "no"
    assert card["train_until"] == str(last + dt.timedelta(days=1))  # type: ignore[operator]
    bundle, quoted = bundle_from(ran.forecast, {}), ran.forecast.at_lines
    assert bundle.lines is not None
    assert bundle.lines.maps[-1] == ran.forecast.lines.maps[-1]  # type: ignore[union-attr]
    found = load(ran.model_folder).predict(ran.asked(quoted.tail(50)))
    assert np.isfinite(found["p_over"]).all()
    assert found["prediction"].to_numpy() != pytest.approx(ran.table["prediction"].tail(50).to_numpy())


@in_two_sizes("kinds", SOME, OTHERS)
def test_models_of_all_kinds_say_in_a_fresh_process_what_the_run_said(
    kinds: list[list[str]], tmp_path_factory: pytest.TempPathFactory, cache: Path, store_file: Path
) -> None:
    runs = []
    for case in kinds:
        folder = tmp_path_factory.mktemp("kind")
        shutil.copyfile(store_file, folder / "mlflow.db")
        with pytest.MonkeyPatch.context() as patch:
            runs.append(Ran(folder, cache, case, patch))
    answers = run_alone({each.model_folder: each.asked(each.table) for each in runs})
    columns = load(runs[0].model_folder).metadata.signature.outputs.input_names()
    for found, each in zip(answers, runs, strict=True):
        check(pd.DataFrame(found, columns=columns), each.table)
