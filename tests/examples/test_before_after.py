"""The example runs from an empty folder and does what it says, in the order in which it says it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mlflow.tracking import MlflowClient

from nba_props import ModelRegistry
from tests.conftest import ROOT


@pytest.mark.slow
def test_the_example_goes_from_an_idea_to_production_and_back(tmp_path: Path) -> None:
    script = ROOT / "examples" / "before_after.py"
    command = [sys.executable, str(script)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"outputs"}

    uri = f"sqlite:///{tmp_path}/outputs/mlflow.db"
    client = MlflowClient(uri)
    experiment = client.get_experiment_by_name("Phase2_Advanced")
    runs = {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}
    assert runs.keys() == {"mean of ten games", "before", "after"}
    assert {run.info.status for run in runs.values()} == {"FINISHED"}
    assert all(0 < run.data.metrics["val_mae"] < 20 for run in runs.values())
    assert runs["after"].data.params["features"] == "opponent"

    registry = ModelRegistry(uri)
    assert registry.get_model_version("pra", "production").run_id == runs["before"].info.run_id
    done_to = [f"{event.action.value} {event.version}" for event in registry.history("pra")]
    assert done_to == ["register 1", "register 2", "promote 1", "promote 2", "rollback 1"]

    answers = done.stdout.partition("answers for the last day of games")[2]
    assert "p_over" in answers
    assert len(answers.strip().splitlines()) == 9
    assert "Against A, on the rows that both predicted" in done.stdout
    assert "does not pass criteria=default" in done.stdout
