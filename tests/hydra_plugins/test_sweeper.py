"""Sweeps by the real Hydra, on real SQLite storages."""

from __future__ import annotations

from pathlib import Path

import optuna
import pytest
import yaml
from omegaconf import OmegaConf
from optuna.trial import TrialState

from hydra_plugins.nba_optuna import _sweep
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.sweep.status import status
from nba_props.sweep.study import FAILURE
from nba_props.sweep.sweep_tracker import SweepTracker
from tests.hydra_plugins.conftest import Sweep, started

X = "x=interval(0,4)"
N = "n=range(1,6)"


def total(number: int) -> str:
    return f"hydra.sweeper.n_trials={number}"


def states(study: optuna.Study) -> list[str]:
    return [trial.state.name for trial in study.trials]


def test_a_sweep_runs_its_trials_and_writes_the_best_one_down(sweep: Sweep, tmp_path: Path) -> None:
    study = sweep(X, N, total(3))
    assert states(study) == ["COMPLETE"] * 3
    (path,) = tmp_path.glob("multirun/*/optimization_results.yaml")
    assert yaml.safe_load(path.read_text()) == {
        "name": "optuna",
        "best_params": study.best_trial.params,
        "best_value": study.best_value,
    }


def test_each_job_has_a_folder_named_by_its_trial_and_gets_the_values_of_its_point(
    sweep: Sweep, tmp_path: Path
) -> None:
    study = sweep(X, N, "word=b", total(3))
    (folder,) = tmp_path.glob("multirun/*")
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["0", "1", "2"]
    for trial in study.trials:
        config = yaml.safe_load((folder / str(trial.number) / ".hydra" / "config.yaml").read_text())
        assert (config["x"], config["n"]) == (trial.params["x"], trial.params["n"])
        assert config["word"] == "b"


def test_the_same_command_goes_on_to_a_larger_total_with_new_points(sweep: Sweep, tmp_path: Path) -> None:
    first = sweep(X, N, total(2)).trials
    again = sweep(X, N, total(4)).trials
    assert [each.params for each in again[:2]] == [each.params for each in first]
    assert len({each.params["x"] for each in again}) == 4
    assert [line.split()[0] for line in started(tmp_path)] == list("0123")


def test_the_same_command_after_the_end_runs_nothing(sweep: Sweep, tmp_path: Path) -> None:
    sweep(X, total(3))
    sweep(X, total(3))
    assert len(started(tmp_path)) == 3


@pytest.mark.slow
def test_a_sweep_of_one_seed_can_be_repeated_elsewhere(sweep: Sweep, tmp_path: Path) -> None:
    def points(name: str, *words: str) -> list[dict[str, float]]:
        study = sweep(X, N, "hydra.sweeper.sampler.n_startup_trials=2", total(3), *words)
        (tmp_path / "multirun").rename(tmp_path / name)
        return [each.params for each in study.trials]

    assert points("here") == points("there")
    assert points("other", "hydra.sweeper.sampler.seed=7")[0] != points("again")[0]


def test_a_study_is_named_by_what_is_searched_and_fixed_not_by_how(sweep: Sweep, tmp_path: Path) -> None:
    def names() -> set[str]:
        return {path.name for path in (tmp_path / "multirun").iterdir()}

    sweep(X, total(1))
    sweep(total(2), X, "hydra/sweeper/sampler=random", "hydra.sweeper.pruner.kind=median")
    assert len(names()) == 1
    with pytest.raises(ValueError, match="too many values"):
        sweep(X, "word=b", total(1))  # another study, so there are two now
    assert len(names()) == 2


def test_folder_storage_and_name_can_be_chosen(sweep: Sweep, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        sweep(
            X,
            total(2),
            "hydra.sweeper.storage=sqlite:///some/where.db",
            "hydra.sweeper.study_name=mine",
            "hydra.sweep.dir=out",
        )
    study = optuna.load_study(study_name="mine", storage=f"sqlite:///{tmp_path / 'some/where.db'}")
    assert states(study) == ["COMPLETE"] * 2
    assert (tmp_path / "out" / "1" / ".hydra").is_dir()


def test_a_chosen_name_of_a_study_with_other_settings_is_refused(sweep: Sweep) -> None:
    mine = "hydra.sweeper.study_name=mine"
    before = sweep(X, "word=b", mine, total(1)).user_attrs
    with pytest.raises(ConfigError, match=r"mine: its trials ran with other settings: word \(b -> c\)"):
        sweep(X, "word=c", mine, total(2))
    after = sweep(X, "word=b", mine, total(2))
    assert after.user_attrs == {**before, "n_trials": 2}
    assert states(after) == ["COMPLETE"] * 2


def test_a_folder_of_another_study_is_not_overwritten(sweep: Sweep, tmp_path: Path) -> None:
    sweep(X, total(2))
    (path,) = tmp_path.glob("multirun/*/study.db")
    path.unlink()
    for extra in path.parent.glob("study.db-*"):
        extra.unlink()
    sweep(X, total(2))
    assert sorted(each.name for each in path.parent.iterdir() if each.is_dir()) == ["0", "0-2", "1", "1-2"]


def test_a_failed_trial_says_why_and_the_sweep_goes_on(sweep: Sweep) -> None:
    study = sweep(X, "fail_above=2.5", total(4), "hydra.sweeper.max_failure_rate=0.9")
    failed = [each for each in study.trials if each.state is TrialState.FAIL]
    assert failed
    assert len(failed) + len(study.get_trials(states=[TrialState.COMPLETE])) == 4
    assert failed[0].user_attrs[FAILURE] == f"RuntimeError: x is {failed[0].params['x']}"


def test_a_sweep_whose_every_trial_fails_stops_early(sweep: Sweep, tmp_path: Path) -> None:
    words = (X, "fail_above=-1", total(50), "hydra.sweeper.min_trials=4", "hydra.sweeper.max_failure_rate=1")
    with pytest.raises(NBAPropsError, match=r"4 of 4 trials failed, .*: RuntimeError: x is .* the rest$"):
        sweep(*words)
    assert len(started(tmp_path)) == 4


def test_a_sweep_whose_last_trial_failed_promises_no_rest(sweep: Sweep) -> None:
    with pytest.raises(NBAPropsError, match=r"2 of 2 trials failed.*max_failure_rate=0\.3\)$"):
        sweep(X, "fail_above=-1", total(2))


def test_the_failure_rate_counts_from_a_minimum_number(sweep: Sweep, tmp_path: Path) -> None:
    few = ("hydra.sweeper.max_failure_rate=0", "hydra.sweeper.min_trials=6")
    with pytest.raises(NBAPropsError, match=r"allowed: hydra\.sweeper\.max_failure_rate=0"):
        sweep(X, "fail_above=1", total(30), *few)
    assert len(started(tmp_path)) >= 6


def test_several_objectives_give_a_pareto_front(sweep: Sweep, tmp_path: Path) -> None:
    study = sweep(X, "objectives=2", "hydra.sweeper.direction=[minimize,maximize]", total(4))
    (path,) = tmp_path.glob("multirun/*/optimization_results.yaml")
    found = yaml.safe_load(path.read_text())["solutions"]
    assert [each["values"] for each in found] == [each.values for each in study.best_trials]


def test_a_job_that_returns_the_wrong_number_of_values_fails(sweep: Sweep) -> None:
    with pytest.raises(NBAPropsError, match="returned 2 numbers for 1 objectives"):
        sweep(X, "objectives=2", total(2))


def test_a_grid_ends_when_every_point_was_run(sweep: Sweep) -> None:
    study = sweep("x=choice(1,2)", "n=range(1,4)", "hydra/sweeper/sampler=grid", total(50))
    points = sorted((each.params["x"], each.params["n"]) for each in study.trials)
    assert points == [(x, n) for x in (1, 2) for n in (1, 2, 3)]
    assert status(study.study_name).tables()[0].rows[0][2] == "6/6"


@pytest.mark.parametrize(
    "sampler",
    [
        "tpe",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("random", "cmaes", "qmc", "nsgaii", "nsgaiii")
        ),
    ],
)
def test_every_sampler_goes_on_with_new_points(sweep: Sweep, sampler: str) -> None:
    extra = ["hydra.sweeper.sampler.n_startup_trials=2"] if sampler in ("tpe", "cmaes") else []
    words = (X, "fail_above=9", f"hydra/sweeper/sampler={sampler}", *extra)
    sweep(*words, total(3))
    study = sweep(*words, total(6))
    assert len({each.params["x"] for each in study.trials}) == 6


def test_a_custom_search_space_can_look_at_the_configuration(sweep: Sweep) -> None:
    custom = "hydra.sweeper.custom_search_space=tests.hydra_plugins.app.space"
    study = sweep(custom, "x=1.0", total(4))
    assert {each.params["n"] for each in study.trials} <= {1, 2}
    assert study.best_value == pytest.approx((1 - 2) ** 2 + (study.best_params["n"] - 3) ** 2)


def test_words_of_the_option_params_are_searched(sweep: Sweep) -> None:
    study = sweep("+hydra.sweeper.params={x:'interval(1,2)',n:'3'}", total(3))
    assert [list(each.params) for each in study.trials] == [["x"]] * 3
    assert study.best_value <= 1


def test_a_word_that_only_a_swept_option_knows_does_not_end_a_sweep_with_a_run_in_mlflow(
    sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def open_tracker(self: _sweep.Sweep) -> SweepTracker:
        self.launcher.parent_run_id = "run"
        return SweepTracker(self.shared, None)

    monkeypatch.setattr(_sweep.Sweep, "_open_tracker", open_tracker)
    monkeypatch.setattr(_sweep, "advice", lambda name, storage, last: told.append(name))
    study = sweep("+shape=choice(narrow,wide)", "+hydra.sweeper.params={shape.depth: 3}", total(2))
    assert states(study) == ["COMPLETE"] * 2
    assert told == [study.study_name]


def test_no_trial_is_started_after_the_timeout(sweep: Sweep, tmp_path: Path) -> None:
    sweep(X, "seconds=0.3", "hydra.sweeper.timeout=0.5", total(50))
    assert 1 <= len(started(tmp_path)) <= 3


def test_a_pruner_breaks_off_trials_that_are_worse_than_others(sweep: Sweep) -> None:
    pruner = ("hydra/sweeper/pruner=median", "hydra.sweeper.pruner.n_warmup_steps=0")
    early = "hydra.sweeper.pruner.n_startup_trials=2"
    study = sweep(X, "steps=4", *pruner, early, "hydra/sweeper/sampler=random", total(8))
    pruned = study.get_trials(states=[TrialState.PRUNED])
    done = study.get_trials(states=[TrialState.COMPLETE])
    assert len(pruned) + len(done) == 8
    assert pruned
    assert all(len(each.intermediate_values) < 4 for each in pruned)
    assert all(len(each.intermediate_values) == 4 for each in done)


@pytest.mark.slow
@pytest.mark.parametrize("pruner", ["hyperband", "wilcoxon", "none"])
def test_every_pruner_can_be_chosen(sweep: Sweep, pruner: str) -> None:
    study = sweep(X, "steps=9", f"hydra/sweeper/pruner={pruner}", total(8))
    assert {each.state.name for each in study.trials} <= {"PRUNED", "COMPLETE"}
    assert len(study.trials) == 8


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("hydra.sweeper.n_trials=0", "n_trials=0: must be at least 1"),
        ("hydra.sweeper.max_failure_rate=2", "must be between 0 and 1"),
        ("hydra.sweeper.direction=down", "direction=down: must be minimize or maximize"),
        ("hydra.sweeper.sampler.kind=tpee", "sampler=tpee: unknown; did you mean tpe"),
        ("hydra.sweeper.pruner.kind=medium", "did you mean median"),
        ("hydra/sweeper/sampler=grid", "grid sampler takes discrete values only"),
        ("hydra.sweeper.storage=postgresql://me:secret@host/db", "holds a password"),
        ("hydra.sweeper.storage=study.db", "must be a database"),
        ("hydra.sweeper.custom_search_space=nowhere.at_all", "nowhere"),
    ],
)
def test_a_mistake_in_the_options_is_told_before_anything_is_started(
    sweep: Sweep, tmp_path: Path, word: str, why: str
) -> None:
    with pytest.raises(ConfigError, match=why):
        sweep(X, word)
    assert not started(tmp_path)


def test_a_sweep_without_anything_to_search_is_refused(sweep: Sweep) -> None:
    with pytest.raises(ConfigError, match="nothing to search"):
        sweep("x=1")


def test_a_point_that_cannot_be_composed_fails_in_the_words_of_hydra_and_the_sweep_goes_on(
    sweep: Sweep, tmp_path: Path
) -> None:
    space = ("n=choice(1,2,text)", "hydra/sweeper/sampler=grid", "hydra.sweeper.sampler.seed=1")
    study = sweep(*space, total(3), "hydra.sweeper.max_failure_rate=0.9")
    (failed,) = study.get_trials(states=[TrialState.FAIL])
    assert failed.params == {"n": "text"}
    assert failed.user_attrs[FAILURE].startswith("Error merging override n=text")
    assert len(started(tmp_path)) == 2


def test_a_job_is_named_by_its_own_words(sweep: Sweep, tmp_path: Path) -> None:
    study = sweep(X, "hydra.job.config.override_dirname.exclude_keys=[log]", total(2))
    (folder,) = tmp_path.glob("multirun/*")
    for trial in study.trials:
        hydra = OmegaConf.load(folder / str(trial.number) / ".hydra" / "hydra.yaml").hydra
        name = str(hydra.job.override_dirname)
        assert f"x={trial.params['x']}" in name
        assert "log=" not in name


def test_a_key_that_does_not_exist_stops_the_sweep_at_its_first_trial(sweep: Sweep, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="Could not override 'y'"):
        sweep("y=interval(0,1)")
    assert not started(tmp_path)
