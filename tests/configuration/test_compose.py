from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nba_props.configuration.compose import compose, load
from nba_props.configuration.place import conf_dir
from nba_props.errors import ConfigError
from nba_props.experiment import Experiment
from tests.conftest import ROOT


def test_the_defaults_are_an_experiment() -> None:
    experiment = load()
    assert isinstance(experiment, Experiment)
    assert experiment.phase.experiment_name == "Phase1_Foundation"
    assert list(experiment.blocks) == list(experiment.features.blocks)


def test_options_and_values_are_taken_over() -> None:
    experiment = load(["phase=advanced", "model=xgboost", "seed=7", "validation.refit_days=14"])
    assert experiment.choices["model"] == "xgboost"
    assert (experiment.phase.name, experiment.seed) == ("advanced", 7)


@pytest.mark.parametrize(
    ("name", "experiment"),
    [
        ("foundation", "Phase1_Foundation"),
        ("advanced", "Phase2_Advanced"),
        ("calibration", "Phase3_Calibration"),
        ("production", "Phase4_Production"),
    ],
)
def test_each_phase_has_its_experiment_a_description_and_tags(name: str, experiment: str) -> None:
    phase = load([f"phase={name}"]).phase
    assert phase.experiment_name == experiment
    assert phase.description
    assert phase.tags["phase"] == name


def test_a_block_is_added_changed_and_removed_by_words() -> None:
    words = [
        "+block@features.blocks.hot=ewm",
        "~block@features.blocks.lags",
        "features.blocks.rolling.windows=[3,6]",
    ]
    blocks = load(words).features.blocks
    assert "hot" in blocks
    assert "lags" not in blocks
    assert blocks["rolling"].windows == [3, 6]  # type: ignore[attr-defined]


def test_an_open_mapping_takes_new_entries() -> None:
    assert load(["+model.extra.path_smooth=1.5"]).model.extra == {"path_smooth": 1.5}  # type: ignore[attr-defined]


def test_hydra_itself_is_no_part_of_the_configuration() -> None:
    assert "hydra" not in compose(["seed=3"])


def test_the_command_line_wins_over_a_preset() -> None:
    assert load(["experiment=phase2/advanced_features", "model=ridge"]).choices["model"] == "ridge"


def test_two_presets_can_be_combined() -> None:
    experiment = load(["experiment=phase1/baseline_xgboost", "debug=proof"])
    assert experiment.features.prove
    assert experiment.choices["model"] == "xgboost"


def test_the_selection_preset_selects() -> None:
    selection = load(["experiment=phase1/feature_selection"]).features.selection
    assert (selection.method.value, selection.keep) == ("permutation", 40)


def test_a_checkout_uses_its_own_folder() -> None:
    assert conf_dir() == ROOT / "conf"


def test_a_package_without_configuration_says_so(conf: Path) -> None:
    (conf / "train.yaml").unlink()
    with pytest.raises(ConfigError, match="install nba-props again"):
        conf_dir()


def test_threads_that_compose_at_once_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda seed: load([f"seed={seed}"]).seed, range(8))) == list(range(8))


@pytest.mark.parametrize("model", ["lightgbm", "xgboost"])
def test_a_quick_run_takes_few_rounds_and_the_last_days_of_any_data(model: str) -> None:
    files = load(["debug=quick", f"model={model}", "data=files", "data.game_logs=logs"])
    assert files.validation.last_days == 60  # type: ignore[attr-defined]
    assert files.model.n_estimators == 50  # type: ignore[attr-defined]
    assert load(["debug=quick", "model=ridge"]).data.seasons == 1  # type: ignore[attr-defined]
    assert load([f"model={model}"]).model.n_estimators is None  # type: ignore[attr-defined]
