"""Names that steer a terminal, read back from MLflow and Optuna: no command shows them raw."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import optuna
import pytest

from nba_props.cli import main
from nba_props.core.console import STEERING
from nba_props.store import Tracking
from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.study import FAILURE
from nba_props.tracking import abandoned, comparison
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.store import Store, open_store
from tests.tracking.comparison.made import Shelf, noise, predictions
from tests.tracking.registry.shop import GOOD, add_versions

CLEAR = "\x1b[2J\x9b31m\x7f\u202e"
ESCAPED = r"\x1b[2J"


@pytest.fixture
def hostile(tracking: Tracking) -> Store:
    """A store all of whose free texts steer a terminal."""
    shelf = Shelf(open_store(tracking))
    tags = {abandoned.FAILURE: f"failure {CLEAR}", "verdict": f"verdict {CLEAR}", "model_type": CLEAR}
    for scale in (1.0, 0.7):
        errors = [scale * each for each in noise(200, 1)]
        shelf.add(
            metrics={"val_mae": 5 * scale},
            params={"alpha": f"{scale}{CLEAR}"},
            tags={**tags, "note": CLEAR},
            name=f"name {CLEAR}",
            rows=predictions(errors),
        )
    shelf.add(tags=tags, status="FAILED", name=f"failed {CLEAR}")
    add_versions(shelf.store, GOOD, GOOD)
    registry = ModelRegistry(shelf.store, who=f"ada {CLEAR}")
    registry.promote_model("pra", 1, reason=f"because {CLEAR}")
    return shelf.store


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a study that steers a terminal, as do its parameters and its failures."""
    monkeypatch.chdir(tmp_path)
    name = f"ridge {CLEAR}"
    made = optuna.create_study(study_name=name, storage=open_storage(locate(None, Path("multirun/a"))))
    made.add_trial(
        optuna.trial.create_trial(
            params={f"model.{CLEAR}": f"value {CLEAR}"},
            distributions={
                f"model.{CLEAR}": optuna.distributions.CategoricalDistribution([f"value {CLEAR}"])
            },
            value=1.0,
        )
    )
    failed = made.ask()
    failed.set_user_attr(FAILURE, f"failed {CLEAR}")
    made.tell(failed, state=optuna.trial.TrialState.FAIL)
    return name


def check(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, none of which steers."""
    code = main(words)
    out, err = capsys.readouterr()
    assert not STEERING.search(out + err), words
    assert code in (0, 1), err
    return out + err


def strings(value: Any) -> str:
    """All texts of a JSON answer, one below the other."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{strings(each)}" for key, each in value.items())
    return "\n".join(map(strings, value)) if isinstance(value, list) else str(value)


def commands(store: Store, folder: Path) -> dict[str, list[str]]:
    ids = [run.id for run in comparison.best(store, "advanced").runs]
    return {
        "best": ["experiments", "best", "advanced"],
        "compare": ["experiments", "compare", *ids[:2]],
        "weekly": ["experiments", "weekly", "--since", "2025-01-01"],
        "phases": ["experiments", "phases"],
        "report": ["experiments", "report", "advanced", "--output", str(folder / "report.txt")],
        "export": ["experiments", "export", "advanced", str(folder / "runs.csv")],
        "list": ["registry", "list"],
        "info": ["registry", "info", "pra", "1"],
        "history": ["registry", "history", "pra"],
        "versions": ["registry", "compare", "pra", "1", "2"],
    }


@pytest.mark.slow
def test_no_command_shows_them_raw_and_json_gives_them_back(
    hostile: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for name, words in commands(hostile, tmp_path).items():
        told[name] = check([*words, "--store", hostile.uri], capsys)
        found = json.loads(check([*words, "--json", "--store", hostile.uri], capsys))
        if ESCAPED in re.sub(r"\s", "", told[name]):
            assert CLEAR in strings(found), name
    shown = {name for name, text in told.items() if ESCAPED in re.sub(r"\s", "", text)}
    assert {"best", "weekly", "history"} <= shown
    for path in (tmp_path / "report.txt", tmp_path / "runs.csv"):
        assert not STEERING.search(path.read_text(encoding="utf-8"))
        assert ESCAPED in path.read_text(encoding="utf-8")


def test_sweeps_do_not_either(study: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["sweep", "status"], ["sweep", "status", study]):
        assert ESCAPED in re.sub(r"\s", "", check(words, capsys))
        assert study in strings(json.loads(check([*words, "--json"], capsys)))
    assert main(["sweep", "status", "nobody"]) == 2
    said = capsys.readouterr().err
    assert ESCAPED in said
    assert not STEERING.search(said)


def test_nor_does_the_log_of_who_ends_a_killed_run(
    hostile: Store, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    import logging

    main(["registry", "list", "--store", hostile.uri])
    logging.getLogger("nba_props.a").warning("named %s", CLEAR)
    assert ESCAPED in caplog.text
    assert not STEERING.search(caplog.text)
