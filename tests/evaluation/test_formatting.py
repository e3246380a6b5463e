"""Figures in words."""

from __future__ import annotations

import pytest

from nba_props.evaluation.formatting import signed_nonzero


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.03512, "+0.035"),
        (-1.0, "-1.000"),
        (-0.000004, "-0.000004"),
        (0.00049, "+0.0005"),
        (0.0, "+0.000"),
        (1e-12, "+0.000"),
        (-0.0, "+0.000"),
        (-1e-12, "+0.000"),
    ],
)
def test_a_small_difference_is_told_and_none_is_none(value: float, text: str) -> None:
    assert signed_nonzero(3)(value) == text
