"""The trainer on data frames: the figures of the command line, and a model that answers as its run did."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from nba_props import ModelRegistry, NBAPropsMLflowTrainer
from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.errors import ConfigError, DataError, TrackingError
from nba_props.pipeline.job import Job
from nba_props.pipeline.run import run
from nba_props.validation.calendar import Calendar
from tests.gamelogs import collected, nba_api
from tests.leagues import season
from tests.simulated import without_pictures

pytestmark = pytest.mark.slow
UNTIL = dt.date(2024, 1, 10)
SETTINGS = {"data.odds_format": "decimal", "validation.first_test": "2024-01-01"}
WORDS = {
    "holdout": ["validation=holdout"],
    "walk_forward": ["validation=walk_forward", "validation.refit_days=5", "validation.warmup=1"],
}
SHALLOW = ["model.max_depth=3", "model.n_estimators=60"]
FIGURES = ("val_mae", "crps", "log_loss", "line_mae", "betting_roi", "calibration_error")


@cache
def league() -> Dataset:
    """The first months of a simulated season, with the lines of one market."""
    data = season()
    until = pl.col("date") < UNTIL
    return Dataset(data.player_games.filter(until), data.prop_lines.filter(until, pl.col("market") == "pra"))


@dataclass(frozen=True)
class Bench:
    """Files, the frames that a notebook would read from them, a trainer, and what it made."""

    folder: Path
    df: pd.DataFrame
    lines: pd.DataFrame
    trainer: NBAPropsMLflowTrainer
    walked: dict[str, Any]
    held_out: dict[str, Any]

    @property
    def client(self) -> MlflowClient:
        return MlflowClient(f"sqlite:///{self.folder / 'mlflow.db'}")

    def run(self, found: dict[str, Any]) -> Run:
        return self.client.get_run(found["run_id"])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, store_file: Path) -> Bench:
    folder = tmp_path_factory.mktemp("trainer")
    shutil.copyfile(store_file, folder / "mlflow.db")
    games = league().player_games
    nba_api(games).write_csv(folder / "logs.csv")
    collected(league().prop_lines, games).write_csv(folder / "lines.csv")
    df, lines = pd.read_csv(folder / "logs.csv"), pd.read_csv(folder / "lines.csv")
    trainer = NBAPropsMLflowTrainer(
        "Phase2_Advanced", f"sqlite:///{folder / 'mlflow.db'}", outputs=folder / "outputs", **SETTINGS
    )
    with without_pictures():
        walked = trainer.train_and_evaluate_walk_forward(
            df,
            lines,
            model_type="ridge",
            run_name="before",
            register_model=True,
            overrides=WORDS["walk_forward"][1:],
        )
        held_out = trainer.train_model(df, model_type="lightgbm", lines=lines, overrides=SHALLOW)
    return Bench(folder, df, lines, trainer, walked, held_out)


def on_the_command_line(bench: Bench, *words: str) -> dict[str, float]:
    """The metrics of `python train.py data=files …` on the files."""
    files = [
        f"data.game_logs='{bench.folder / 'logs.csv'}'",
        f"data.prop_lines='{bench.folder / 'lines.csv'}'",
    ]
    paths = [
        f"paths.outputs='{bench.folder / 'cli'}'",
        f"tracking.uri='sqlite:///{bench.folder / 'mlflow.db'}'",
    ]
    settings = [f"{key}={value}" for key, value in SETTINGS.items()]
    light = "tracking.artifacts=light"
    experiment = load(["phase=advanced", "data=files", *files, *paths, *settings, *words, light])
    (output := bench.folder / "cli" / words[0]).mkdir(parents=True)
    return run(Job(experiment), output).metrics


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("walked", ["model=ridge", *WORDS["walk_forward"]]),
        ("held_out", ["model=lightgbm", *SHALLOW, *WORDS["holdout"]]),
    ],
)
def test_figures_are_those_of_the_command_line(bench: Bench, made: str, words: list[str]) -> None:
    found = dict(getattr(bench, made)["metrics"])
    wanted = on_the_command_line(bench, *words)
    assert set(FIGURES) <= found.keys()
    assert found.keys() == wanted.keys()
    del found["training_time"], wanted["training_time"]
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_a_run_is_in_the_experiment_under_its_name_with_its_settings(bench: Bench) -> None:
    run = bench.run(bench.walked)
    assert bench.client.get_experiment(run.info.experiment_id).name == "Phase2_Advanced"
    assert (run.info.run_name, run.info.status) == ("before", "FINISHED")
    assert run.data.params["model"] == "ridge"
    assert run.data.params["data"] == "frames"
    assert run.data.params["validation"] == "walk_forward"
    assert run.data.params["data.odds_format"] == "decimal"
    assert bench.run(bench.held_out).data.params["max_depth"] == "3"
    assert bench.run(bench.held_out).info.run_name == "lightgbm · baseline · pra"
    assert run.data.metrics["val_mae"] == bench.walked["metrics"]["val_mae"]


@pytest.mark.parametrize("made", ["walked", "held_out"])
def test_the_model_answers_as_its_run_did(bench: Bench, made: str) -> None:
    found = getattr(bench, made)
    said = pl.read_parquet(
        bench.client.download_artifacts(found["run_id"], "predictions/predictions.parquet")
    )
    last = said.filter(pl.col("fold") == pl.col("fold").max())
    rows = bench.trainer.feature_rows(bench.df, bench.lines)
    asked = last.select("game_id", "player_id").to_pandas().merge(rows, how="left", validate="1:1")
    answers = found["model"].predict(asked)
    assert len(answers) > 400
    for column, told in (("prediction", "prediction"), ("median", "median"), ("q95", "q95")):
        assert np.allclose(answers[column], last[told].to_numpy(), atol=1e-6), column
    assert answers["p_over"].notna().sum() == asked["line"].notna().sum() > 100
    assert np.allclose(answers[["p_over", "p_push", "p_under"]].sum(axis=1)[asked["line"].notna()], 1)


def test_pandas_and_polars_are_answered_alike(bench: Bench) -> None:
    rows = bench.trainer.feature_rows(pl.from_pandas(bench.df), pl.from_pandas(bench.lines)).tail(40)
    assert isinstance(rows, pl.DataFrame)
    model = bench.walked["model"]
    ours, theirs = model.predict(rows), model.predict(rows.to_pandas())
    assert isinstance(ours, pl.DataFrame)
    assert np.array_equal(ours.to_numpy(), theirs.to_numpy(), equal_nan=True)


def test_lines_on_games_are_features_where_they_are_given(bench: Bench) -> None:
    lines = season().game_lines.to_pandas()
    rows = bench.trainer.feature_rows(bench.df, game_lines=lines, features="game_lines", model="ridge")
    assert {"game_total", "implied_total"} <= set(rows.columns)
    assert rows["game_total"].notna().mean() > 0.9
    with pytest.raises(DataError, match="game_lines: must be a frame of pandas or polars"):
        bench.trainer.train_model(bench.df, game_lines=[1])  # type: ignore[arg-type]
    with pytest.raises(DataError, match="game_lines: must be a frame of pandas or polars"):
        bench.trainer.train_and_evaluate_walk_forward(bench.df, game_lines=[1])  # type: ignore[arg-type]


def test_a_column_that_the_model_misses_is_named(bench: Bench) -> None:
    rows = bench.trainer.feature_rows(bench.df).drop(columns="minutes_lag_1")
    with pytest.raises(DataError, match="missing: minutes_lag_1"):
        bench.walked["model"].predict(rows)


def test_a_registered_model_is_loaded_by_its_name(bench: Bench) -> None:
    assert (bench.walked["registered_model"], bench.walked["version"]) == ("nba_props_pra", "1")
    registry = ModelRegistry(f"sqlite:///{bench.folder / 'mlflow.db'}")
    assert registry.get_model_version("pra", "1").run_id == bench.walked["run_id"]
    registry.promote_model("pra", "1", to="staging")
    rows = bench.trainer.feature_rows(bench.df).tail(5)
    wanted = bench.walked["model"].predict(rows)
    for uri in ("models:/nba_props_pra@staging", "models:/nba_props_pra/1", bench.walked["model_uri"]):
        assert bench.trainer.load_model(uri).predict(rows).equals(wanted), uri
    assert "version" not in bench.held_out


@pytest.mark.parametrize(
    ("uri", "error", "told"),
    [
        ("models:/nba_props_pra@nowhere", TrackingError, "nba_props_pra@nowhere"),
        ("models:/m-unknown", TrackingError, "m-unknown"),
        ("runs:/unknown/model", TrackingError, "run unknown: there is none"),
        ("nba_props_pra", ConfigError, "nba_props_pra"),
    ],
)
def test_a_model_that_is_not_there_is_told_in_one_line(
    bench: Bench, uri: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told) as caught:
        bench.trainer.load_model(uri)
    assert "\n" not in str(caught.value)


def test_a_finished_job_is_not_run_again_unless_it_gets_another_name(bench: Bench) -> None:
    def walk(name: str | None, *words: str) -> dict[str, Any]:
        return bench.trainer.train_and_evaluate_walk_forward(
            bench.df, bench.lines, "ridge", name, overrides=[*WORDS["walk_forward"][1:], *words]
        )

    assert walk("before")["run_id"] == walk(None)["run_id"] == bench.walked["run_id"]
    after = walk("after", "tracking.artifacts=light")
    assert after["run_id"] != bench.walked["run_id"]
    assert bench.run(after).info.run_name == "after"
    assert bench.run(bench.walked).info.run_name == "before"


def test_one_season_is_judged_on_its_last_fifth(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dt.date] = []
    data = league()

    def stop(job: Any, *_: Any) -> None:
        rows = data.player_games.select("season", "date", y=pl.col("minutes"))
        asked.append(job.experiment.validation.folds(Calendar.of(rows))[-1].test_from)
        raise DataError("far enough")

    monkeypatch.setattr("nba_props.pipeline.run.run", stop)
    trainer = NBAPropsMLflowTrainer(None, "sqlite:///never.db", outputs=bench.folder / "never")
    with pytest.raises(DataError, match="far enough"):
        trainer.train_model(league().player_games)
    dates = league().player_games["date"].unique().sort()
    assert asked == [dates[int(0.8 * len(dates))]]
    assert not [path for path in (bench.folder / "never").rglob("*") if not any(path.iterdir())][1:]


def test_training_data_come_back_canonical_and_can_be_trained_on(bench: Bench) -> None:
    ready = bench.trainer.prepare_training_data(bench.df)
    assert isinstance(ready, pd.DataFrame)
    assert {"player_id", "points", "minutes", "opponent"} <= set(ready.columns)
    again = bench.trainer.prepare_training_data(pl.from_pandas(ready))
    assert isinstance(again, pl.DataFrame)
    assert again.equals(league().player_games)


def test_data_that_cannot_be_used_are_refused_by_row_column_and_value(bench: Bench) -> None:
    wrong = bench.df.head(5).copy()
    wrong.loc[2, "PTS"] = 400
    with pytest.raises(DataError, match=r"game_logs, row 2, column PTS: 400.0 is not allowed"):
        bench.trainer.prepare_training_data(wrong)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"model_type": "xgbost"}, "did you mean xgboost"),
        ({"features": "advancd"}, "did you mean advanced"),
        ({"colour": "red"}, "colour"),
        ({"overrides": ["model.max_dept=3"]}, "did you mean model.max_depth"),
        ({"overrides": ["data=demo"]}, "data=demo"),
        ({"seed": -1}, "seed=-1: must be at least 0"),
        ({"run_name": " "}, "run_name= : must be a text of 1 to 250 characters"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_before_the_data_are_read(
    bench: Bench, options: dict[str, Any], why: str
) -> None:
    with pytest.raises(ConfigError, match=why):
        bench.trainer.train_model(bench.df.drop(columns="PTS"), **options)


def test_it_works_from_any_folder_with_a_store_of_that_folder(
    tmp_path: Path, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    (tmp_path / "outputs").mkdir()
    shutil.copyfile(store_file, tmp_path / "outputs" / "mlflow.db")
    trainer = NBAPropsMLflowTrainer("My ideas", overrides=["tracking.artifacts=light"])
    found = trainer.train_model(
        league().player_games, model_type="ewma", overrides=["validation.warmup_days=7"]
    )
    assert found["model"] is None
    client = MlflowClient(f"sqlite:///{tmp_path}/outputs/mlflow.db")
    run = client.get_run(found["run_id"])
    assert client.get_experiment(run.info.experiment_id).name == "My ideas"
    assert run.data.tags["phase"] == "My ideas"
    assert {path.name for path in tmp_path.iterdir()} == {"outputs"}
    assert found["output"].is_relative_to(tmp_path / "outputs")


def test_the_public_classes_are_imported_only_when_they_are_asked_for() -> None:
    script = """
import sys
import nba_props
heavy = {"polars", "mlflow", "hydra", "pandas", "numpy"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
assert {"NBAPropsTracker", "NBAPropsMLflowTrainer", "ModelRegistry"} <= set(dir(nba_props))
from nba_props import ModelRegistry, NBAPropsMLflowTrainer, NBAPropsTracker, backtest, enable_autologging
public = (ModelRegistry, NBAPropsMLflowTrainer, NBAPropsTracker, backtest, enable_autologging)
assert [name.__name__ for name in public] == nba_props.__all__
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    with pytest.raises(ImportError, match="Trainer"):
        from nba_props import Trainer  # noqa: F401
