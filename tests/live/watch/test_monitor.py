"""`nba-props monitor` on a store of logged nights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.live.watch.nights import PREDICTIONS
from nba_props.tracking.comparison.search import RunRow, all_experiments, runs
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.tracker import NBAPropsTracker
from tests.simulated import one_market, quick

DATA = ["--data", "data=demo", "data.seasons=1"]
REFERENCE = 50
"""Dates of the run; those after them are nights."""
NIGHT = ["date", "game_id", "player_id", "mean", "median", "q10", "q90", "line", "novig_over", "p_over"]


@pytest.fixture
def uri(store_file: Path, tmp_path: Path) -> str:
    """A store without anything."""
    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


def predicted() -> pl.DataFrame:
    rows = quick().outcome.predictions_table.filter(~pl.col("warmup"))
    return rows.with_columns(mean=pl.col("prediction")).sort("date")


def first_night() -> pl.Expr:
    dates = predicted()["date"].unique().sort()
    return pl.lit(dates[REFERENCE])


def add_run(uri: str, rows: pl.DataFrame) -> str:
    """A run that predicted, by its id."""
    tracker = NBAPropsTracker("Phase3_Calibration", uri)
    with tracker.start_run("a model", {"market": "pra"}):
        tracker.log_predictions(rows)
        return tracker.run.id


def add_nights(uri: str, run_id: str, rows: pl.DataFrame) -> None:
    """Log the nights of a model; one run holds several here, to save time."""
    tracker = NBAPropsTracker("Phase4_Production", uri)
    own = rows.select(NIGHT).rename({"date": "night"})
    own = own.with_columns(run_id=pl.lit(run_id), version=pl.lit("1"), market=pl.lit("pra"))
    with tracker.start_run("nights", {"kind": "night", "market": "pra", "model_run": run_id}):
        tracker.log_artifacts({PREDICTIONS: own})


def at_work(uri: str, *changed: pl.Expr) -> str:
    """A model with a run and its nights, which differ from what it would have said by `changed`."""
    rows = predicted()
    run_id = add_run(uri, rows.filter(pl.col("date") < first_night()))
    add_nights(uri, run_id, rows.filter(pl.col("date") >= first_night()).with_columns(*changed))
    return run_id


def monitor(uri: str, *words: str) -> int:
    with one_market():
        return main(["monitor", "--tracking", uri, "--now", "2024-07-01T12:00Z", *words, *DATA])


def watches(store: Store) -> list[RunRow]:
    return list(runs(store, all_experiments(store), "tags.kind = 'watch'"))


def test_a_model_that_is_as_it_was_raises_no_alarm(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = at_work(uri)
    assert monitor(uri, "--run", run_id[:8]) == 0
    shown = capsys.readouterr().out
    assert {"mae", "reports", "predicted"} <= set(shown.split())
    assert "ALARM" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    store = open_store(uri)
    (logged,) = watches(store)
    assert logged.tags["champion"] == run_id
    assert logged.metrics["watch_alarms"] == 0
    steps = [each.step for each in store.client.get_metric_history(logged.id, "watch_e/mae")]
    nights = predicted().filter(pl.col("date") >= first_night())["date"].unique().sort()
    assert sorted(steps) == [int(f"{date:%Y%m%d}") for date in nights]


def test_predictions_that_are_off_raise_an_alarm(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    assert monitor(uri, "--run", run_id, "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert "bias" in found["alarms"]
    assert "reports" not in found["alarms"]


def test_a_challenger_is_scored_on_the_same_nights(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    challenger = add_run(uri, predicted())
    assert monitor(uri, "--run", run_id, "--challenger", challenger, "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["shadow"]["gains"]["mae"] > 0
    (logged,) = watches(open_store(uri))
    assert logged.tags["challenger"] == challenger
    assert logged.metrics["shadow_e"] == pytest.approx(found["shadow"]["e"])
    assert logged.metrics["shadow_e"] > 20


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--now", "yesterday"],
            "--now yesterday: must be a moment with its zone, such as 2024-03-01T22:00Z",
        ),
        (["--store", "a", "--data", "data=demo"], "--store and --data: name one of them"),
        (["--model", "pra", "--run", "abcd"], "--model and --run: name one of them"),
    ],
)
def test_words_that_cannot_be_used_are_told(
    uri: str, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["monitor", "--tracking", uri, *words]) == 2
    assert capsys.readouterr().err == f"error: {told}\n"


def test_a_model_without_nights_is_told(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = add_run(uri, predicted())
    assert monitor(uri, "--run", run_id) == 2
    assert f"no night of run {run_id[:8]} was logged" in capsys.readouterr().err
    assert watches(open_store(uri)) == []


def test_nothing_in_production_is_told(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert monitor(uri) == 2
    assert "no model is in production" in capsys.readouterr().err
