from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration.compose import load
from nba_props.errors import ConfigError


def problem(*words: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(words)
    (only,) = caught.value.problems
    return only


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def test_an_unknown_key_in_a_file_names_the_file_and_the_nearest(conf: Path) -> None:
    append(conf / "model" / "lightgbm.yaml", "\nnum_leafs: 3\n")
    assert problem().startswith("model/lightgbm.yaml: model.num_leafs: no such key; did you mean num_leaves")


def test_a_wrong_type_in_a_file_names_the_file_and_what_is_allowed(conf: Path) -> None:
    append(conf / "model" / "lightgbm.yaml", "\nnum_leaves: many\n")
    assert problem() == "model/lightgbm.yaml: model.num_leaves: must be a whole number"


def test_a_value_out_of_range_in_a_file_names_its_key(conf: Path) -> None:
    append(conf / "model" / "lightgbm.yaml", "\nnum_leaves: 1\n")
    assert problem() == "model.num_leaves=1: must be between 2 and 131072"


def test_a_file_that_is_no_yaml_names_the_line(conf: Path) -> None:
    (conf / "model" / "lightgbm.yaml").write_text("num_leaves: 3\nmax_bin: [1, 2\nseed: 3\n")
    assert "lightgbm.yaml, line 3: not valid YAML" in problem()


def test_a_preset_that_names_an_unknown_option_is_named(conf: Path) -> None:
    text = "# @package _global_\ndefaults:\n  - override /model: nonsense\n"
    (conf / "experiment" / "new.yaml").write_text(text)
    line = problem("experiment=new")
    assert line.startswith("experiment=new: ")
    assert "model/nonsense" in line


def test_a_new_preset_is_one_new_file(conf: Path) -> None:
    (conf / "experiment" / "mine.yaml").write_text("# @package _global_\nseed: 11\n")
    assert load(["experiment=mine"]).seed == 11
