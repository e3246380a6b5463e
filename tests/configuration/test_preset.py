"""The preset that a run started from, to tell what was changed."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

from nba_props.configuration.build import build
from nba_props.configuration.compose import compose
from nba_props.configuration.preset import Preset
from nba_props.core.settings import settings

ISOTONIC = "phase3/isotonic_calibration"


def of_run(*overrides: str) -> dict[str, Any]:
    """What a run with these words is asked, as its report has it."""
    config = compose(overrides)
    plain = OmegaConf.to_container(config, resolve=True, enum_to_str=True)
    return settings(cast(dict[str, Any], plain), build(config).choices)


def changed(preset: Preset, *overrides: str) -> dict[str, tuple[Any, Any]]:
    before, after = preset.settings(), of_run(*overrides)
    keys = before.keys() | after.keys()
    return {k: (before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)}


@pytest.mark.parametrize("name", [None, ISOTONIC])
def test_a_run_just_as_its_preset_says_differs_in_nothing(name: str | None) -> None:
    words = [] if name is None else [f"experiment={name}"]
    assert changed(Preset(name), *words) == {}
    assert len(Preset(name).settings()) > 30


def test_a_value_and_an_option_that_were_changed_are_seen_with_both_values() -> None:
    found = changed(
        Preset(ISOTONIC), f"experiment={ISOTONIC}", "seed=7", "model=ridge", "bets.min_value=0.05"
    )
    assert found["seed"] == (42, 7)
    assert found["model"] == ("lightgbm", "ridge")
    assert found["bets.min_value"] == (0.02, 0.05)
    assert "calibration" not in found


def test_a_preset_is_compared_with_itself_and_not_with_the_defaults() -> None:
    assert changed(Preset(), f"experiment={ISOTONIC}")["calibration"] == ("platt", "isotonic")
    assert changed(Preset(ISOTONIC))["calibration"] == ("isotonic", "platt")


def test_where_a_run_writes_is_no_change() -> None:
    assert changed(Preset(), "paths.outputs=elsewhere", "tracking.artifacts=light") == {}


def test_its_title_is_what_one_would_type() -> None:
    assert Preset(ISOTONIC).title == f"experiment={ISOTONIC}"
    assert Preset().title == "train.yaml"


def test_a_job_in_which_it_is_asked_keeps_its_own_configuration() -> None:
    before = GlobalHydra.instance().is_initialized()
    Preset(ISOTONIC).settings()
    assert GlobalHydra.instance().is_initialized() is before
