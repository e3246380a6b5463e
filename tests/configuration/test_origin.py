"""What set each value of a configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nba_props.cli import main
from nba_props.configuration.compose import compose
from nba_props.configuration.origin import origins
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError

WORDS = ["debug=quick", "model=ridge", "validation.refit_days=14", "bets.books=[Alpha]"]


def test_each_value_has_what_set_it_last() -> None:
    found = {each.key: each for each in origins(WORDS)}
    assert set(found) == set(flatten(json.loads(json.dumps(_plain(WORDS)))))
    assert {
        key: found[key].origin for key in ("seed", "data.seasons", "data.bias", "tracking.artifacts")
    } == {
        "seed": "conf/train.yaml",
        "data.seasons": "conf/_debug/data/quick_demo.yaml",
        "data.bias": "conf/data/demo.yaml",
        "tracking.artifacts": "conf/debug/quick.yaml",
    }
    assert found["validation.warmup"].origin == "nba_props.validation.walk_forward.WalkForward"
    assert (found["validation.refit_days"].value, found["validation.refit_days"].origin) == (14, WORDS[2])
    assert found["bets.books"].origin == WORDS[3]
    assert "?" not in {each.origin for each in found.values()}


def _plain(words: list[str]) -> object:
    from omegaconf import OmegaConf

    return OmegaConf.to_container(compose(words), resolve=True, enum_to_str=True)


def test_a_file_of_ones_own_folder_is_named_in_full(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\nseed: 7\n")
    words = [f"hydra.searchpath=['{tmp_path.as_uri()}']", "experiment=mine"]
    (seed,) = [each for each in origins(words) if each.key == "seed"]
    assert (seed.value, seed.origin) == (7, f"{tmp_path.as_uri()}/experiment/mine.yaml")


def test_a_mistake_is_told_as_everywhere() -> None:
    with pytest.raises(ConfigError, match="did you mean ridge"):
        origins(["model=ridg"])


def test_a_value_that_refers_to_nothing_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^run_name: Interpolation key 'nope' not found$"):
        origins(["run_name=${nope}"])


def test_the_command_prints_lines_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "--origin", "seed=5"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("seed:")] == [
        ["seed:", "5", "#", "seed=5"]
    ]
    assert main(["config", "show", "--origin", "--json", "seed=5"]) == 0
    assert {"key": "seed", "value": 5, "origin": "seed=5"} in json.loads(capsys.readouterr().out)
