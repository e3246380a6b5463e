"""The same words on the same files are composed once, and never taken for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hydra
import pytest
from hydra.core.config_store import ConfigStore

from nba_props.configuration import kept
from nba_props.configuration.compose import compose, load
from nba_props.core import component
from nba_props.errors import ConfigError


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Nothing is kept yet; the words that Hydra is asked to compose."""
    found: list[list[str]] = []
    real = hydra.compose

    def composing(name: str, words: list[str], **options: Any) -> Any:
        found.append(words)
        return real(name, words, **options)

    monkeypatch.setattr(hydra, "compose", composing)
    monkeypatch.setattr(kept, "_kept", {})
    return found


def test_the_same_words_are_composed_once_and_give_equal_configurations(asked: list[list[str]]) -> None:
    first = compose(["model=ridge"])
    assert compose(["model=ridge"]) == first
    assert load(["model=ridge"]) == load(["model=ridge"])
    assert asked == [["model=ridge"]]


def test_other_words_are_composed(asked: list[list[str]]) -> None:
    assert compose(["seed=1"]).seed == 1
    assert compose(["seed=2"]).seed == 2
    assert asked == [["seed=1"], ["seed=2"]]


def test_what_a_caller_changes_is_his_own(asked: list[list[str]]) -> None:
    compose().seed = -1
    assert compose().seed == 42
    assert len(asked) == 1


def test_an_edited_file_is_read_anew(conf: Path, asked: list[list[str]]) -> None:
    assert compose().seed == 42
    file = conf / "train.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("seed: 42", "seed: 421"), encoding="utf-8")
    assert compose().seed == 421
    assert len(asked) == 2


def test_a_new_option_is_seen_and_a_removed_one_is_gone(conf: Path, asked: list[list[str]]) -> None:
    option = conf / "phase" / "playoffs.yaml"
    with pytest.raises(ConfigError):
        compose(["phase=playoffs"])
    option.write_bytes((conf / "phase" / "advanced.yaml").read_bytes())
    assert compose(["phase=playoffs"]).phase.name == "advanced"
    option.unlink()
    with pytest.raises(ConfigError):
        compose(["phase=playoffs"])


def test_a_component_or_a_node_that_is_registered_anew_is_taken(
    asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(component._REGISTERED, "model", dict(component._REGISTERED["model"]))
    monkeypatch.setattr(ConfigStore.instance(), "repo", dict(ConfigStore.instance().repo))
    compose()

    @component.component("model", "mine")
    class Mine:
        """A person's own."""

    compose()
    ConfigStore.instance().store("mine", {"depth": 1})
    compose()
    ConfigStore.instance().store("mine", {"depth": 2})
    compose()
    compose()
    assert len(asked) == 4


def test_a_search_path_of_its_own_is_composed_each_time(tmp_path: Path, asked: list[list[str]]) -> None:
    words = [f"hydra.searchpath=['{tmp_path.as_uri()}']"]
    compose(words)
    compose(words)
    assert len(asked) == 2


def test_the_working_folder_is_that_of_now(
    tmp_path: Path, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nba_props.configuration.session import raw, session

    with session():
        raw([])
        monkeypatch.chdir(tmp_path)
        assert raw([]).hydra.runtime.cwd == str(tmp_path)
    assert len(asked) == 1


def test_no_more_than_some_are_kept(asked: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    for seed in (1, 2, 3, 3, 2, 1):
        compose([f"seed={seed}"])
    assert asked == [["seed=1"], ["seed=2"], ["seed=3"], ["seed=1"]]
    assert len(kept._kept) == 2
