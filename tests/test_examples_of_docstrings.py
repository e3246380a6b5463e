"""The examples in the docstrings of what people call from notebooks say what really happens."""

from __future__ import annotations

import doctest
import importlib

import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague
from tests.leagues import SEASON_SEED, season

MODULES = (
    "evaluation.metrics",
    "ledger.settle",
    "notebook.backtesting",
    "notebook.experiments",
    "notebook.frames",
    "notebook.trainer",
    "pricing.devig.base",
    "pricing.odds",
    "pricing.value",
    "staking.base",
    "staking.flat",
    "staking.kelly",
)
WHOLE_RUNS = ("notebook.backtesting", "notebook.trainer")


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=pytest.mark.slow) if each in WHOLE_RUNS else each for each in MODULES],
)
def test_examples_say_what_happens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = season()

    def load(league: DemoLeague, seed: int) -> Dataset:
        assert (league, seed) == (DemoLeague(seasons=1), SEASON_SEED)
        return made

    monkeypatch.setattr(DemoLeague, "load", load)
    result = doctest.testmod(importlib.import_module(f"nba_props.{name}"))
    assert result.failed == 0
    assert result.attempted > 0
