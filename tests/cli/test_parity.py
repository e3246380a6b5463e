"""Whatever Python takes, the command line takes too.

`experiments`, `doctor` and `registry` have tests of their own; here are the trainer, whose settings are words
of `nba-props train`, and `tracking sync`. `NBAPropsTracker` is for what is logged by hand.
"""

from __future__ import annotations

import argparse
import inspect
from typing import Any

import pytest
from omegaconf import OmegaConf

import nba_props
from nba_props import NBAPropsMLflowTrainer
from nba_props.cli.commands import registry, tracking
from nba_props.configuration.compose import compose
from nba_props.tracking.sync import sync

FILES = ["data=files", "data.game_logs=games.csv"]
WORDS = {
    "experiment_name": ("phase.experiment_name='My ideas'", "My ideas"),
    "tracking_uri": ("tracking.uri=sqlite:///mine.db", "sqlite:///mine.db"),
    "outputs": ("paths.outputs=elsewhere", "elsewhere"),
    "df": ("data.game_logs=logs.csv", "logs.csv"),
    "lines": ("data.prop_lines=lines.csv", "lines.csv"),
    "game_lines": ("data.game_lines=odds.csv", "odds.csv"),
    "positions": ("data.positions=positions.csv", "positions.csv"),
    "reports": ("data.reports=reports.csv", "reports.csv"),
    "run_name": ("run_name='deeper trees'", "deeper trees"),
    "overrides": ("model.max_depth=3", 3),
}
"""The word for a parameter, and what it puts where it says."""
GROUPS = {"model_type": "model=ridge", "options": "features=advanced"}
VERBS = {"register_model": ("register", "run_id"), "load_model": ("info", "version")}
"""What is a command of its own, `nba-props registry ...`."""


def methods() -> dict[str, Any]:
    """The trainer's public functions by name, how it is made included."""
    found = inspect.getmembers(NBAPropsMLflowTrainer, inspect.isfunction)
    return {name: each for name, each in found if name == "__init__" or name[0] != "_"}


def verbs() -> dict[str, argparse.ArgumentParser]:
    (actions,) = (a for a in registry._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(actions.choices)


def test_the_public_names_are_those_that_are_compared_and_those_for_logging_by_hand() -> None:
    by_hand = {"NBAPropsTracker", "enable_autologging"}
    assert set(nba_props.__all__) == {"ModelRegistry", "NBAPropsMLflowTrainer", "backtest"} | by_hand


def test_every_parameter_of_backtest_has_a_word() -> None:
    called = {"games": "df"}
    parameters = set(inspect.signature(nba_props.backtest).parameters) - {"experiment"}
    assert {called.get(name, name) for name in parameters} <= {*WORDS, *GROUPS}
    assert compose([*FILES, "experiment=phase3/platt_scaling"])["phase"] != compose(FILES)["phase"]


@pytest.mark.parametrize("method", sorted(set(methods()) - {"load_model"}))
def test_every_parameter_of_the_trainer_has_a_word_or_a_command(method: str) -> None:
    parameters = set(inspect.signature(methods()[method]).parameters) - {"self"}
    assert parameters <= {*WORDS, *GROUPS, *VERBS}


@pytest.mark.parametrize("parameter", WORDS)
def test_the_word_says_what_the_parameter_says(parameter: str) -> None:
    word, value = WORDS[parameter]
    key = word.partition("=")[0]
    assert OmegaConf.select(compose(FILES), key) != value
    assert OmegaConf.select(compose([*FILES, word]), key) == value


@pytest.mark.parametrize("parameter", GROUPS)
def test_an_option_chooses_what_the_parameter_chooses(parameter: str) -> None:
    group = GROUPS[parameter].partition("=")[0]
    assert compose([*FILES, GROUPS[parameter]])[group] != compose(FILES)[group]


@pytest.mark.parametrize("parameter", VERBS)
def test_what_is_no_setting_of_a_run_is_a_command(parameter: str) -> None:
    verb, option = VERBS[parameter]
    assert option in {action.dest for action in verbs()[verb]._actions}


def test_every_parameter_of_sync_is_an_option() -> None:
    (actions,) = (a for a in tracking._parser()._actions if isinstance(a, argparse._SubParsersAction))
    options = {action.dest for action in actions.choices["sync"]._actions}
    called = {"roots": "folders"}
    assert {called.get(name, name) for name in inspect.signature(sync).parameters} <= options
    assert "json" in options
