"""What a sweep leaves in MLflow and on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from nba_props.configuration.compose import compose, load
from nba_props.configuration.preset import Preset
from nba_props.core import memo
from nba_props.pipeline.run import run as run_job
from nba_props.sweep.confirm import confirm
from nba_props.sweep.observer import job_of, observer_of
from nba_props.sweep.status import status
from nba_props.sweep.trial_context import PARENT_RUN, WINNER_OF, TrialContext
from nba_props.tracking.store import DUPLICATE_OF
from nba_props.validation.predictions import Predictions
from nba_props.validation.walk import walk_forward
from tests.sweep import running

PERIOD = ("validation.first_test=2024-03-01", "validation.last_test=2024-03-20")
WORDS = ("model=ridge", "hydra/sweeper=nba_optuna", "model.alpha=choice(1.0,10.0,100.0)", *PERIOD)
LAST = "validation.first_test='2024-04-01'"
"""The last weeks only: what there is to bet on will do."""
GRID = (*WORDS, "hydra/sweeper/sampler=random", "hydra.sweeper.n_trials=6")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a sweep of six trials over three points has ended."""
    folder = tmp_path_factory.mktemp("sweep")
    running.run(folder, *GRID, new=True)
    return folder


@pytest.fixture(scope="module")
def found(swept: Path) -> list[Any]:
    """Its runs."""
    return running.runs(running.store_of(swept))


def parent_of(found: list[Any]) -> Any:
    (parent,) = [run for run in found if run.data.tags.get("role") == "sweep"]
    return parent


@pytest.mark.slow
def test_every_trial_has_one_child_run_and_none_is_left_running(swept: Path, found: list[Any]) -> None:
    running.check_books(running.study_of(swept), found, 6)


@pytest.mark.slow
def test_a_point_that_was_run_before_is_told_and_not_fitted_again(swept: Path, found: list[Any]) -> None:
    study = running.study_of(swept)
    first: dict[float, Any] = {}
    children = [run for run in found if PARENT_RUN in run.data.tags]
    duplicates = 0
    for trial, run in zip(study.trials, children, strict=True):
        known = first.setdefault(trial.params["model.alpha"], run)
        original = None if known is run else known.info.run_id
        assert run.data.tags.get(DUPLICATE_OF) == original
        assert run.data.metrics["val_mae"] == known.data.metrics["val_mae"] == trial.value
        duplicates += original is not None
    assert duplicates >= 3


@pytest.mark.slow
def test_the_sweeps_run_says_what_was_searched_and_what_was_best(swept: Path, found: list[Any]) -> None:
    parent, study = parent_of(found), running.study_of(swept)
    assert parent.info.status == "FINISHED"
    assert parent.data.params == {"search.model.alpha": "choice(1.0,10.0,100.0)"}
    assert parent.data.tags["sampler"] == "random"
    assert parent.data.tags["objective"] == "val_mae"
    assert parent.data.metrics["trials_done"] == 6
    assert parent.data.metrics["best_value"] == study.best_value
    assert str(study.best_params["model.alpha"]) in parent.data.tags["mlflow.note.content"]
    client = running.store_of(swept).client
    names = {file.path for file in client.list_artifacts(parent.info.run_id)}
    assert names >= {"best.yaml", "optimization_results.yaml", "plots"}


@pytest.mark.slow
def test_the_winner_is_run_again_in_full_and_its_verdict_names_the_number_of_trials(
    swept: Path, found: list[Any]
) -> None:
    parent, study = parent_of(found), running.study_of(swept)
    (winner,) = [run for run in found if run.data.tags.get(WINNER_OF) == parent.info.run_id]
    assert parent.data.tags["winner_run"] == winner.info.run_id
    assert winner.data.metrics["val_mae"] == study.best_value
    assert float(winner.data.params["model.alpha"]) == study.best_params["model.alpha"]
    client = running.store_of(swept).client
    assert "report.html" in {file.path for file in client.list_artifacts(winner.info.run_id)}
    path = Path(client.download_artifacts(winner.info.run_id, "result.json"))
    (finding,) = [each for each in yaml.safe_load(path.read_text())["findings"] if each["code"] == "NBP017"]
    assert "6 trials" in finding["reason"]


@pytest.mark.slow
def test_the_best_preset_composes_to_the_best_point(swept: Path) -> None:
    (best,) = swept.glob("multirun/*/best.yaml")
    folder = swept / "more" / "experiment"
    folder.mkdir(parents=True)
    (folder / "best.yaml").write_text(best.read_text())
    config = compose([f"hydra.searchpath=['file://{folder.parent}']", "experiment=best"])
    params = running.study_of(swept).best_params
    assert config.model.alpha == params["model.alpha"]
    assert config.market.name == "points"
    assert config.validation.last_test == "2024-03-20"


@pytest.mark.slow
def test_status_and_confirmation_of_a_sweep(swept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(swept)
    study = running.study_of(swept)
    (row,) = status().sweeps
    assert (row.name, row.complete, row.total, row.best_value) == (study.study_name, 6, 6, study.best_value)
    assert status(study.study_name).best[0].values == [study.best_value]
    confirmed = confirm(study.study_name, top=1)
    default, chosen = confirmed.points
    assert (confirmed.since, chosen.swept) == ("2024-03-21", study.best_value)
    assert default.confirmed is not None
    assert chosen.confirmed is not None
    assert chosen.confirmed != chosen.swept


@pytest.mark.slow
def test_a_plain_multirun_has_a_parent_run_with_the_best_of_its_jobs(project: Path) -> None:
    shown = running.run(project, "model=rolling_mean,ewma")
    assert f"#0 : {' '.join(running.QUICK)} model=rolling_mean\n" in shown
    found = running.runs(running.store_of(project))
    parent = parent_of(found)
    children = [run for run in found if run.data.tags.get(PARENT_RUN) == parent.info.run_id]
    assert [run.info.status for run in (parent, *children)] == ["FINISHED"] * 3
    best = min(children, key=lambda run: run.data.metrics["val_mae"])
    assert parent.data.tags["best_run"] == best.info.run_id
    assert parent.data.metrics["best_value"] == best.data.metrics["val_mae"]
    table = shown.partition("\n2 jobs\n")[2]
    for child in children:
        figures = (f"{child.data.metrics['val_mae']:.3f}", child.data.tags["verdict"], child.info.run_id[:8])
        row = next(line for line in table.splitlines() if line.startswith(child.data.params["model"]))
        assert all(figure in row for figure in figures)


@pytest.mark.slow
def test_two_objectives_give_a_front_and_its_picture(project: Path) -> None:
    running.run(
        project,
        "objective=val_mae+betting_roi",
        "hydra/sweeper=nba_optuna",
        "model=ridge",
        "model.alpha=interval(1,1000)",
        "hydra.sweeper.n_trials=4",
    )
    study, found = running.study_of(project), running.runs(running.store_of(project))
    assert [each.name for each in study.directions] == ["MINIMIZE", "MAXIMIZE"]
    running.check_books(study, found, 4)
    client = running.store_of(project).client
    plots = {file.path for file in client.list_artifacts(parent_of(found).info.run_id, "plots")}
    assert "plots/pareto_front.png" in plots


@pytest.mark.slow
def test_trials_that_differ_in_the_bets_alone_share_one_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two points is the first's predictions bet on otherwise, as a run of its own would."""
    walked: list[object] = []

    def walk(*args: Any, **kwargs: Any) -> Predictions:
        walked.append(args)
        return walk_forward(*args, **kwargs)

    monkeypatch.setattr("nba_props.pipeline.compute.walk_forward", walk)
    monkeypatch.setattr(memo, "_kept", {})
    monkeypatch.chdir(tmp_path)

    def metrics(words: Sequence[str], context: TrialContext | None) -> dict[str, float]:
        experiment = load(
            [
                "debug=quick",
                "market=points",
                "data.markets=[points]",
                "model=ridge",
                "force=true",
                LAST,
                *words,
            ]
        )
        output = tmp_path / str(len(list(tmp_path.iterdir())))
        output.mkdir()
        observer = observer_of(experiment.objective, context)
        found = run_job(job_of(experiment, Preset(), context), output, observer).metrics
        return {name: value for name, value in found.items() if name != "training_time"}

    first = metrics(["calibration=none"], TrialContext(confirms="a sweep"))
    shared = metrics(["calibration=isotonic"], TrialContext(confirms="a sweep"))
    assert len(walked) == 1
    assert shared["log_loss"] != first["log_loss"]
    assert shared == metrics(["calibration=isotonic"], None)
    assert len(walked) == 2
    metrics(["calibration=isotonic", "model.alpha=3"], TrialContext(confirms="a sweep"))
    metrics(["calibration=isotonic", "model.alpha=3", "seed=7"], TrialContext(confirms="a sweep"))
    assert len(walked) == 4


@pytest.mark.slow
def test_two_sweepers_of_one_study_share_its_run_and_its_winner(tmp_path: Path) -> None:
    words = (
        "model=ridge",
        "hydra/sweeper=nba_optuna",
        "model.alpha=interval(1,1000)",
        "hydra.sweeper.n_trials=6",
    )
    both = [running.start(tmp_path, *words) for _ in range(2)]
    for process in both:
        text, _ = process.communicate(timeout=300)
        assert process.returncode == 0, text
    found = running.runs(running.store_of(tmp_path))
    running.check_books(running.study_of(tmp_path), found, 6)
    (winner,) = [run for run in found if WINNER_OF in run.data.tags]
    parent = parent_of(found)
    assert winner.data.tags[WINNER_OF] == parent.info.run_id
    assert (parent.info.status, parent.data.tags["winner_run"]) == ("FINISHED", winner.info.run_id)
