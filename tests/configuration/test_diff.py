from __future__ import annotations

import json
from pathlib import Path

import pytest

from nba_props.configuration.diff import ABSENT, Change, compare, diff
from nba_props.configuration.dump_cache import FOLDER
from nba_props.errors import ConfigError
from tests.configuration.conftest import commit, git


def values(**keys: object) -> dict[str, object]:
    return {"values": keys}


def test_dumps_that_are_the_same_have_no_difference() -> None:
    assert compare({"a": values(x=1)}, {"a": values(x=1)}) == []


def test_keys_are_changed_added_and_removed() -> None:
    (found,) = compare({"a": values(x=1, y=[1], gone=True)}, {"a": values(x=1, y=[1, 2], new="n")})
    assert (found.preset, found.state) == ("a", "changed")
    assert found.changes == [
        Change("gone", "true", ABSENT),
        Change("new", ABSENT, '"n"'),
        Change("y", "[1]", "[1, 2]"),
    ]


def test_presets_are_added_and_removed() -> None:
    found = compare({"old": values(x=1)}, {"new": values(x=1)})
    assert [(each.preset, each.state) for each in found] == [("new", "added"), ("old", "removed")]


def test_a_side_that_cannot_be_composed_is_reported_for_its_preset() -> None:
    found = compare(
        {"a": values(x=1), "b": values(x=1)},
        {"a": {"problems": ["model/x.yaml: no"]}, "b": values(x=2)},
    )
    assert [(each.preset, each.state) for each in found] == [("a", "broken"), ("b", "changed")]
    assert found[0].problems == ["after: model/x.yaml: no"]


def thin_out(checkout: Path, *kept: str) -> None:
    """Remove all presets but those of some names: each takes its time on both sides."""
    for group in ("search", "experiment"):
        for preset in (checkout / "conf" / group).rglob("*.yaml"):
            if preset.stem not in kept:
                preset.unlink()
    commit(checkout)


@pytest.mark.slow
def test_a_change_of_a_default_in_the_code_a_file_and_the_presets_is_seen(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thin_out(checkout, "baseline_lightgbm", "baseline_xgboost")
    experiment = checkout / "src" / "nba_props" / "experiment.py"
    experiment.write_text(
        experiment.read_text().replace("seed: int = 42", "seed: int = 42\n    spare: int = 5")
    )
    presets = checkout / "conf" / "experiment"
    (presets / "phase1" / "baseline_lightgbm.yaml").unlink()
    (presets / "new.yaml").write_text("# @package _global_\nseed: 11\n")
    (presets / "phase1" / "baseline_xgboost.yaml").write_text("# @package _global_\nnonsense: 11\n")
    (checkout / "conf" / "model" / "ridge.yaml").write_text(
        "defaults:\n  - /schema/model/ridge@_here_\nalpha: 3.5\n"
    )
    monkeypatch.chdir(checkout)
    heard: list[str] = []
    found = {each.preset: each for each in diff("HEAD", ["model=ridge", "data.seasons=2"], heard.append)}
    assert heard[0].startswith("the working tree: composed 1 of ")
    assert heard[0].endswith(": train.yaml")
    assert len(heard) == int(heard[0].split()[6].rstrip(":"))
    assert found["experiment=new"].state == "added"
    assert found["experiment=phase1/baseline_lightgbm"].state == "removed"
    assert found["experiment=phase1/baseline_xgboost"].state == "broken"
    defaults = {change.key: change for change in found["train.yaml"].changes}
    assert set(defaults) == {"spare", "model.alpha"}
    assert defaults["spare"].after == "5"
    assert defaults["model.alpha"].after == "3.5"
    (kept,) = (checkout / FOLDER).iterdir()
    kept.write_text(json.dumps({"experiment=old": values(x=1)}))
    monkeypatch.setattr("nba_props.configuration.diff._dump", lambda *_: {"train.yaml": values(x=1)})
    again = diff("HEAD", ["model=ridge", "data.seasons=2"])
    assert [(each.preset, each.state) for each in again] == [
        ("train.yaml", "added"),
        ("experiment=old", "removed"),
    ]
    assert len(git(checkout, "worktree", "list").splitlines()) == 1


def test_a_revision_that_cannot_be_compared_says_why(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    with pytest.raises(ConfigError, match="nonsense: git knows no such revision"):
        diff("nonsense")
    with pytest.raises(ConfigError, match="--all: git knows no such revision"):
        diff("--all")
    git(checkout, "checkout", "-q", "--orphan", "bare")
    git(checkout, "rm", "-rqf", "--cached", "conf")
    git(checkout, "commit", "-q", "-m", "no configuration")
    with pytest.raises(ConfigError, match=r"HEAD: has no conf/train.yaml"):
        diff("HEAD")
    assert len(git(checkout, "worktree", "list").splitlines()) == 1


@pytest.mark.slow
def test_the_worktree_goes_when_a_side_does_not_start(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thin_out(checkout)
    package = checkout / "src" / "nba_props" / "experiment.py"
    good = package.read_text()
    package.write_text("import nothing_of_this_name\n")
    commit(checkout)
    package.write_text(good)
    monkeypatch.chdir(checkout)
    with pytest.raises(
        ConfigError, match=r"HEAD: its configuration cannot be composed: .*nothing_of_this_name"
    ):
        diff("HEAD")
    assert len(git(checkout, "worktree", "list").splitlines()) == 1


def test_outside_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="not in a git repository"):
        diff("HEAD")
