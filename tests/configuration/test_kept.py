"""The same words on the same files are composed once, and never taken for others."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import hydra
import pytest
from hydra.core.config_store import ConfigStore

from nba_props.configuration import files, kept
from nba_props.configuration.compose import compose, load
from nba_props.configuration.place import conf_dir
from nba_props.configuration.session import raw, session
from nba_props.core import component
from nba_props.errors import ConfigError

pytestmark = pytest.mark.slow


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


def test_an_edit_that_leaves_size_and_time_is_seen(conf: Path, asked: list[list[str]]) -> None:
    file = conf / "train.yaml"
    before = file.stat()
    assert compose().seed == 42
    file.write_text(file.read_text(encoding="utf-8").replace("seed: 42", "seed: 43"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    compose()
    assert len(asked) == 2


def test_files_in_a_folder_that_is_a_link_are_read_anew(conf: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (conf / "experiment" / "mine").symlink_to(own)
    (own / "round").symlink_to(own)
    for seed in (1, 2):
        (own / "a.yaml").write_text(f"# @package _global_\nseed: {seed}\n", encoding="utf-8")
        assert compose(["experiment=mine/a"]).seed == seed
    (conf / "experiment" / "mine").unlink()
    with pytest.raises(ConfigError):
        compose(["experiment=mine/a"])


def test_a_link_to_nowhere_is_no_option_and_no_error(conf: Path) -> None:
    (conf / "experiment" / ".#mine.yaml").symlink_to("somebody@a-machine.1")
    assert compose().seed == 42
    files.check_growth(conf)


def test_a_choice_by_the_environment_is_that_of_now(conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = "# @package _global_\ndefaults:\n  - override /devig: ${oc.env:MINE}\n"
    for devig in ("power", "shin"):
        monkeypatch.setenv("MINE", devig)
        assert component.kind_of(load(["devig=${oc.env:MINE}"]).devig) == devig
        with session():
            assert devig == raw(["hydra.job.env_copy=[MINE]"]).hydra.job.env_set.MINE
    (conf / "experiment" / "mine.yaml").write_text(choice, encoding="utf-8")
    for devig in ("power", "shin"):
        monkeypatch.setenv("MINE", devig)
        assert component.kind_of(load(["experiment=mine"]).devig) == devig


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("defaults:\n  - override /devig: ${oc.env:MINE}\n", True),
        ('{"defaults": [{override /devig: "${oc.env:MINE}"}],\n "seed": 5}\n', True),
        ("defaults:\n  - _self_\nrun_name: ${oc.env:MINE}\n", False),
        ("defaults:\n  - override /devig: ${calibration}\n", False),
    ],
)
def test_a_choice_that_calls_a_resolver_is_found(tmp_path: Path, text: str, asks: bool) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert kept._files(tmp_path)[1] is asks


def test_no_choice_of_ours_calls_a_resolver() -> None:
    assert not kept._files(conf_dir())[1]


def test_a_file_that_is_edited_while_it_is_composed_is_read_anew(
    conf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = conf / "train.yaml", hydra.compose

    def edited_meanwhile(*args: Any, **options: Any) -> Any:
        found = real(*args, **options)
        file.write_text(file.read_text(encoding="utf-8").replace("seed: 42", "seed: 43"), encoding="utf-8")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(hydra, "compose", edited_meanwhile)
        assert compose().seed == 42
    assert compose().seed == 43


def test_the_class_of_a_module_that_is_reloaded_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from nba_props.pricing.devig import shin

    monkeypatch.setitem(component._REGISTERED, "devig", dict(component._REGISTERED["devig"]))
    before = shin.Shin
    monkeypatch.setattr(shin, "Shin", before)
    assert type(load(["devig=shin"]).devig) is before
    importlib.reload(shin)
    assert type(load(["devig=shin"]).devig) is shin.Shin is not before
