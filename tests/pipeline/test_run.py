"""The whole path, from a configuration to a run in a real store, on one season of the simulated league."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from nba_props.configuration.compose import load
from nba_props.core import memo
from nba_props.errors import DataError, LeakageError
from nba_props.pipeline.job import Job
from nba_props.pipeline.result import Result
from nba_props.pipeline.run import run
from nba_props.pipeline.terminal import TerminalObserver
from tests.simulated import one_market

pytestmark = pytest.mark.slow

QUICK = [
    "data.seasons=1",
    "model=ridge",
    "validation.first_test='2024-03-20'",
    "validation.refit_days=14",
    "validation.warmup=1",
]
LIGHT = "tracking.artifacts=light"
"""Numbers only: what draws no figures takes a fifth of the time."""
DAYS = ("validation.first_test='2024-04-05'", "validation.refit_days=7")
SHORT = (LIGHT, "model=ewma", *DAYS)
"""A few days by a model that learns little, where it does not matter what is found."""
RunJob = Callable[..., Result]


def in_folder(folder: Path, store_file: Path) -> RunJob:
    """Run a job on one market's quotes, in a store and folders below a folder."""
    shutil.copyfile(store_file, folder / "mlflow.db")

    def run_job(*overrides: str) -> Result:
        paths = [f"paths.outputs={folder}", f"paths.cache={folder / 'cache'}"]
        experiment = load([*paths, *QUICK, *overrides])
        output = folder / f"output{len(list(folder.glob('output*')))}"
        output.mkdir()
        with one_market():
            return run(Job(experiment), output, TerminalObserver())

    return run_job


@pytest.fixture
def job(tmp_path: Path, store_file: Path) -> RunJob:
    """Run a job in a store and folders of the test's own."""
    return in_folder(tmp_path, store_file)


@dataclass(frozen=True)
class Ran:
    """A run that is only looked at."""

    result: Result
    client: MlflowClient
    job: RunJob


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, store_file: Path) -> tuple[RunJob, MlflowClient]:
    """Runs a job in the store of those that are only looked at."""
    folder = tmp_path_factory.mktemp("shared")
    return in_folder(folder, store_file), MlflowClient(f"sqlite:///{folder / 'mlflow.db'}")


@pytest.fixture(scope="module")
def light(shared: tuple[RunJob, MlflowClient]) -> Result:
    """What the job of `advanced` had found before, when it was to keep numbers only."""
    return shared[0]("phase=advanced", LIGHT)


@pytest.fixture(scope="module")
def advanced(shared: tuple[RunJob, MlflowClient], light: Result) -> Ran:
    job, client = shared
    return Ran(job("phase=advanced"), client, job)


@pytest.fixture(scope="module")
def betting(shared: tuple[RunJob, MlflowClient]) -> Ran:
    """A run with bets, and with tonight's games."""
    job, client = shared
    words = ("experiment=phase3/betting_optimization", "model=ewma", "data.tonight=true")
    return Ran(job(*words, "run_name='deeper trees, once'"), client, job)


@pytest.fixture
def client(tmp_path: Path) -> MlflowClient:
    return MlflowClient(f"sqlite:///{tmp_path / 'mlflow.db'}")


def all_runs(client: MlflowClient) -> list[Run]:
    experiments = [found.experiment_id for found in client.search_experiments()]
    return list(client.search_runs(experiments))


def predictions_of(client: MlflowClient, run_id: str) -> pl.DataFrame:
    return pl.read_parquet(client.download_artifacts(run_id, "predictions/predictions.parquet"))


def test_a_job_leaves_a_finished_run_with_the_figures_of_its_predictions(advanced: Ran) -> None:
    result, client = advanced.result, advanced.client
    run = client.get_run(result.run_id)
    assert run.info.status == "FINISHED"
    assert client.get_experiment(run.info.experiment_id).name == "Phase2_Advanced"
    assert run.info.run_name == "ridge · baseline · pra"
    assert run.data.params["model"] == "ridge"
    assert run.data.params["alpha"] == run.data.params["model.alpha"]
    assert run.data.tags["model_type"] == "ridge"
    assert run.data.tags["feature_set"] == "baseline"

    rows = predictions_of(client, result.run_id)
    scored = rows.filter(~pl.col("warmup"), pl.col("y").is_not_null())
    error = {name: scored[name] - scored["y"] for name in ("median", "prediction")}
    assert run.data.metrics["val_mae"] == pytest.approx(error["median"].abs().mean(), rel=1e-9)
    assert run.data.metrics["val_bias"] == pytest.approx(error["prediction"].mean(), rel=1e-9)
    assert run.data.metrics["n_predictions"] == scored.height > 3000
    assert rows["warmup"].any()
    assert run.data.metrics["val_mae"] < run.data.metrics["naive_mae"]
    lined = scored.drop_nulls("line")
    assert run.data.metrics["line_mae"] == pytest.approx(
        (lined["line_median"] - lined["y"]).abs().mean(), rel=1e-9
    )

    saved = json.loads((result.output / "result.json").read_text())
    assert saved["tested"][0] == "2024-03-20"
    assert saved["run_id"] == result.run_id
    assert saved["metrics"]["val_mae"] == pytest.approx(result.metrics["val_mae"])


def test_a_job_leaves_its_probabilities_bets_findings_and_report(betting: Ran) -> None:
    result, client = betting.result, betting.client
    run = client.get_run(result.run_id)
    metrics = run.data.metrics
    assert client.get_experiment(run.info.experiment_id).name == "Phase3_Calibration"

    calls = predictions_of(client, result.run_id).filter(~pl.col("warmup")).drop_nulls(["p_over", "y"])
    calls = calls.filter(pl.col("y") != pl.col("line"))
    given = pl.when(pl.col("y") > pl.col("line")).then("p_over").otherwise(1 - pl.col("p_over"))
    assert metrics["log_loss"] == pytest.approx(-calls.select(given.log().mean()).item(), rel=1e-9)

    ledger = pl.read_parquet(client.download_artifacts(result.run_id, "bets/ledger.parquet"))
    counted = ledger.filter(pl.col("result").is_in(["win", "loss", "push"]), pl.col("stake") > 0)
    assert metrics["betting_n_bets"] == counted.height > 0
    roi = counted.select(pl.col("profit").sum() / pl.col("stake").sum()).item()
    assert metrics["betting_roi"] == pytest.approx(roi)
    names = {"ledger.parquet", "ledger_with_suspect.parquet", "segments.csv", "tuning.csv"}
    assert {file.path for file in client.list_artifacts(result.run_id, "bets")} == {
        f"bets/{n}" for n in names
    }

    findings = json.loads((result.output / "result.json").read_text())["findings"]
    assert {f"finding/{each['code']}": each["status"] for each in findings}.items() <= run.data.tags.items()
    assert run.data.tags["verdict_level"] == "bad"
    report = (result.output / "report.html").read_text()
    assert run.data.tags["verdict"] in report
    assert len(report) < 1.5e6
    assert "deeper trees, once" in report
    assert "ewma · own · pra" in report
    assert Path(client.download_artifacts(result.run_id, "report.html")).read_text() == report


def test_a_player_game_is_predicted_once_and_only_from_what_came_before(advanced: Ran) -> None:
    rows = predictions_of(advanced.client, advanced.result.run_id)
    assert not rows.select("game_id", "player_id").is_duplicated().any()
    folds = rows.group_by("fold").agg(pl.col("date").min().alias("first"), pl.col("date").max().alias("last"))
    folds = folds.sort("fold")
    assert (folds["first"][1:] > folds["last"][:-1]).all()


def test_a_finished_job_is_not_run_twice_unless_forced(job: RunJob, client: MlflowClient) -> None:
    first = job(*SHORT)
    assert job(*SHORT).run_id == first.run_id
    assert job(*SHORT, "threads=2").run_id == first.run_id  # how fast it runs is no part of what it is
    assert len(all_runs(client)) == 1
    again = job(*SHORT, "force=true")
    assert again.run_id != first.run_id
    assert again.metrics["val_mae"] == first.metrics["val_mae"]
    assert job(*SHORT, "seed=7").run_id not in {first.run_id, again.run_id}


def test_a_finished_job_asked_again_shows_what_its_run_ended_with(
    job: RunJob, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job(*SHORT)
    first = capsys.readouterr().out
    done = job(*SHORT)
    assert capsys.readouterr().out == first
    assert "with a line" in first
    assert "checks passed" in first
    entry = tmp_path / "jobs" / f"{done.job}.json"
    earlier = json.loads(entry.read_text())
    del earlier["summary"]  # as earlier releases wrote it
    entry.write_text(json.dumps(earlier))
    job(*SHORT)
    assert (told := capsys.readouterr().out)
    assert first.endswith(told)
    assert "checks passed" in told
    entry.write_text(json.dumps(earlier | {"summary": {"rows": 1}, "findings": ["NBP001"]}))
    assert job(*SHORT).run_id == done.run_id
    assert capsys.readouterr().out == ""


def test_a_run_has_the_name_that_it_is_given_and_a_job_has_one_run_of_each_name(
    job: RunJob, client: MlflowClient
) -> None:
    plain, named = job(*SHORT), job(*SHORT, "run_name='deeper trees, once'")
    run = client.get_run(named.run_id)
    assert (run.info.run_name, client.get_run(plain.run_id).info.run_name) == (
        "deeper trees, once",
        "ewma · own · pra",
    )
    assert named.job == plain.job  # the name is no part of what it is
    assert "run_name" not in run.data.params
    assert job(*SHORT, "run_name='deeper trees, once'").run_id == job(*SHORT).run_id == named.run_id
    assert len(all_runs(client)) == 2


def test_a_light_run_keeps_numbers_only_and_its_job_is_run_again_in_full(
    advanced: Ran, light: Result
) -> None:
    full, client = advanced.result, advanced.client
    assert client.get_run(light.run_id).data.metrics["val_mae"] == light.metrics["val_mae"]
    assert client.list_artifacts(light.run_id) == []
    assert full.run_id != light.run_id
    assert client.list_artifacts(full.run_id)
    assert advanced.job(LIGHT, "phase=advanced").run_id == full.run_id  # the full run holds the numbers too


def test_figures_made_with_who_played_carry_the_label(
    job: RunJob, client: MlflowClient, capsys: pytest.CaptureFixture[str]
) -> None:
    with_lineup = job(LIGHT, *DAYS, "features=lineup", "availability=as_played")
    run = client.get_run(with_lineup.run_id)
    assert run.data.tags["lineup"] == "as_played"
    assert "known only afterwards" in capsys.readouterr().out


def test_knowing_who_is_reported_out_lowers_the_error(job: RunJob) -> None:
    without = job(LIGHT, "features=advanced").metrics["val_mae"]
    reported = job(LIGHT, "features=lineup", "availability=reported").metrics["val_mae"]
    assert reported < without


def test_a_run_that_fails_is_logged_as_failed_with_its_reason(
    job: RunJob, client: MlflowClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(memo, "_kept", {})
    caplog.set_level(logging.INFO)

    def broken(*_: object, **__: object) -> None:
        raise DataError("the walk stumbled")

    with monkeypatch.context() as patch:
        patch.setattr("nba_props.pipeline.compute.walk_forward", broken)
        with pytest.raises(DataError, match="stumbled"):
            job(*SHORT)
    reading, read = (text for text in caplog.messages if "  data: " in text)
    assert reading.endswith("data: reading ...")
    assert "player-games" in read
    (run,) = all_runs(client)
    assert run.info.status == "FAILED"
    assert run.data.tags["failure"] == "the walk stumbled"
    assert job(*SHORT).run_id != run.info.run_id  # a failed job is no finished one


def test_a_leak_ends_the_run_when_the_proof_is_asked_for(
    job: RunJob, client: MlflowClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nba_props.features.block.lags import Lags
    from nba_props.features.history import History

    def leaking(self: Lags, history: History) -> pl.DataFrame:
        same_day = history._played.select("game_id", "player_id", "minutes")
        keys = history.pregame.select("game_id", "player_id")
        joined = keys.join(same_day, on=["game_id", "player_id"], how="left", maintain_order="left")
        return joined.select(pl.col("minutes").alias("minutes_tonight"))

    monkeypatch.setattr(Lags, "features", leaking)
    with pytest.raises(LeakageError, match=r"features\.blocks\.lags: minutes_tonight changes"):
        job("features.prove=true")
    (run,) = all_runs(client)
    assert run.info.status == "FAILED"


def test_a_naive_reference_brings_its_own_feature(job: RunJob, client: MlflowClient) -> None:
    result = job(LIGHT, "model=ewma")
    assert result.metrics["n_features"] == 1
    assert client.get_run(result.run_id).data.tags["feature_set"] == "own"
    assert result.metrics["val_mae"] == pytest.approx(result.metrics["naive_mae"], rel=0.02)


def test_tonights_games_are_predicted_and_enter_no_metric(advanced: Ran, betting: Ran) -> None:
    tonight = betting.result
    last = predictions_of(betting.client, tonight.run_id).filter(pl.col("date") == pl.col("date").max())
    assert last["y"].null_count() == last.height > 50
    assert last["prediction"].null_count() == 0
    assert tonight.metrics["n_predictions"] < advanced.result.metrics["n_predictions"]
