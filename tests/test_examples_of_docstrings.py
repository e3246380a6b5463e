"""The examples in the docstrings of what people call from notebooks say what really happens."""

from __future__ import annotations

import doctest
import importlib

import pytest

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


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_what_happens(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"nba_props.{name}"))
    assert result.failed == 0
    assert result.attempted > 0
