"""Phases are read from `conf/phase/` by their schema, and are what Hydra composes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration.compose import load
from nba_props.errors import ConfigError
from nba_props.phase import Phase
from nba_props.tracking.phases import known_phases, phase_called, phase_in

WHOLE = "name: mine\nexperiment_name: Mine\ndescription: One's own.\n"


def test_the_phases_come_in_their_order() -> None:
    names = [phase.experiment_name for phase in known_phases()]
    assert names == ["Phase1_Foundation", "Phase2_Advanced", "Phase3_Calibration", "Phase4_Production"]


def test_a_phase_is_what_hydra_composes() -> None:
    assert load(["phase=advanced"]).phase == phase_called("advanced") == phase_called("Phase2_Advanced")


def test_an_experiment_of_ones_own_is_a_phase_by_itself() -> None:
    assert phase_called("Mine") == Phase("Mine", "Mine", "")


def test_a_phase_may_extend_another(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"{WHOLE}tags: {{a: b}}\n")
    (tmp_path / "other.yaml").write_text("defaults:\n  - mine\n  - _self_\nname: other\n")
    assert phase_in(tmp_path / "other.yaml") == Phase("other", "Mine", "One's own.", {"a": "b"})


@pytest.mark.parametrize(
    "text", [f"{WHOLE}colour: red\n", f"{WHOLE}tags: [a]\n", WHOLE.replace("experiment_name: Mine\n", "")]
)
def test_a_file_that_does_not_fit_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ConfigError, match=r"mine\.yaml: \w+") as told:
        phase_in(tmp_path / "mine.yaml")
    assert "\n" not in str(told.value)
