from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration import tracking as module
from nba_props.configuration.compose import load
from nba_props.configuration.tracking import tracking
from nba_props.errors import ConfigError
from nba_props.store import Tracking


@pytest.fixture
def nothing_is_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str | None) -> Tracking:
        raise AssertionError("all was composed")

    monkeypatch.setattr(module, "_composed", refuse)


@pytest.mark.parametrize("option", [None, "local", "server"])
@pytest.mark.parametrize("server", [None, "http://tracking.example:5000"])
@pytest.mark.usefixtures("nothing_is_composed")
def test_two_files_say_what_composing_says(
    option: str | None, server: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server is None:
        monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    else:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    assert tracking(option) == load([] if option is None else [f"tracking={option}"]).tracking


@pytest.mark.usefixtures("nothing_is_composed")
def test_an_option_and_a_folder_of_ones_own_are_read(conf: Path) -> None:
    main = conf / "train.yaml"
    main.write_text(
        main.read_text()
        .replace("tracking: local", "tracking: mine")
        .replace("outputs: outputs", "outputs: o")
    )
    text = (conf / "tracking" / "local.yaml").read_text()
    (conf / "tracking" / "mine.yaml").write_text(text.replace("standard", "light"))
    found = tracking()
    assert (found.uri, found.artifacts.name) == ("sqlite:///o/mlflow.db", "light")
    assert found == load().tracking


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("train", "\nseed: 42", "\ntracking:\n  artifact_root: elsewhere\nseed: 42"),
        ("train", "experiment: null", "experiment: mine"),
        ("train", "\nhydra:", "\nhydra:\n  searchpath: [file://more]"),
        ("tracking/local", "  - _self_", "  - server\n  - _self_"),
    ],
)
def test_what_the_two_files_do_not_say_is_composed(conf: Path, name: str, old: str, new: str) -> None:
    (conf / "experiment" / "mine.yaml").write_text(
        "# @package _global_\ntracking:\n  uri: sqlite:///mine.db\n"
    )
    file = conf / f"{name}.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert tracking() == load().tracking


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "text", "problem"),
    [
        ("nonsense", None, "no such option"),
        ("bad", "uri: [", "not valid YAML"),
        ("bad", "uro: sqlite:///x.db", "no such key"),
        ("bad", "uri: ftp://x", "must"),
        ("bad", "artifacts: full", "tracking.uri"),
    ],
)
def test_a_mistake_is_told_as_anywhere(conf: Path, option: str, text: str | None, problem: str) -> None:
    if text is not None:
        defaults = "defaults:\n  - /schema/tracking@_here_\n  - _self_\n"
        (conf / "tracking" / f"{option}.yaml").write_text(defaults + text)
    with pytest.raises(ConfigError, match=problem):
        tracking(option)
