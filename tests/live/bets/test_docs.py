"""The worked example of the documentation comes out as written."""

from __future__ import annotations

import doctest

from tests.conftest import ROOT


def test_the_example_on_the_ledger_comes_out_as_written() -> None:
    results = doctest.testfile(str(ROOT / "docs/how-to/ledger.md"), module_relative=False)
    assert results.attempted > 10
    assert results.failed == 0
