"""A run's record is enough to make its experiment again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nba_props.configuration import compose
from nba_props.configuration.recorded import record, restore
from nba_props.core.component import kinds, to_plain
from nba_props.errors import ConfigError
from nba_props.experiment import Experiment, Paths

PRESETS = [
    "experiment=phase1/baseline_lightgbm",
    "experiment=phase3/logit_pool",
    "experiment=phase4/final_model",
]


def again(experiment: Experiment) -> Experiment:
    return restore(json.loads(json.dumps(record(experiment))), experiment, experiment.tracking)


@pytest.mark.parametrize("preset", PRESETS)
def test_an_experiment_comes_back_as_it_was(preset: str) -> None:
    experiment = replace(compose.load([preset, "+block@features.blocks.hot=ewm"]), paths=Paths())
    found = again(experiment)
    assert to_plain(found) == to_plain(experiment)
    assert kinds(found) == kinds(experiment)


def test_a_record_holds_no_store_and_no_data() -> None:
    assert not {"tracking", "data", "paths"} & record(compose.load([])).keys()


def test_a_component_of_another_version_is_refused_in_one_line() -> None:
    experiment = compose.load([])
    recorded = record(experiment)
    recorded["model"]["class"] = "model.lightgbm.Gone"
    with pytest.raises(ConfigError, match=r"^the record of the experiment is of another version: .*Gone"):
        restore(recorded, experiment, experiment.tracking)


def test_data_without_what_the_experiment_needs_are_refused_by_name() -> None:
    reported = compose.load(["availability=reported"])
    without = compose.load(["reports=none"])
    with pytest.raises(ConfigError, match=r"availability=reported: needs injury reports"):
        restore(record(reported), without, reported.tracking)
