"""The worked examples of the documentation come out as written."""

from __future__ import annotations

import doctest

import numpy as np

from tests.conftest import ROOT


def test_the_examples_on_bets_come_out_as_written() -> None:
    with np.printoptions():  # the examples set their own
        results = doctest.testfile(str(ROOT / "docs/explanations/bets.md"), module_relative=False)
    assert results.attempted > 40
    assert results.failed == 0
