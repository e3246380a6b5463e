"""Figures in tables."""

from __future__ import annotations

import math

import pytest

from nba_props.criteria.bound import Bound
from nba_props.criteria.judge import Judgement, check_metric
from nba_props.tracking.registry import views
from nba_props.tracking.table import NONE, number


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (5.9, 4, "5.900"),
        (26_283.0, 4, "26,283"),
        (0.00001234, 4, "1.234e-05"),
        (123.456, 4, "123.5"),
        (1_234.5, 4, "1,234"),
        (999.96, 4, "1,000"),
        (9_999.7, 4, "10,000"),
        (-1_234_567.5, 7, "-1,234,568"),
        (math.nan, 4, NONE),
        (None, 4, NONE),
    ],
)
def test_a_figure_has_so_many_digits_and_no_point_at_its_end(
    value: float | None, digits: int, shown: str
) -> None:
    assert number(value, digits) == shown


def test_a_figure_that_passes_is_shown_on_its_side_of_the_limit() -> None:
    check = check_metric("val_mae", Bound(below=6.1), 6.0996)
    (table,) = views.verdict(Judgement("default", "pra", (check,)), "pra version 1")
    assert list(table.rows[0])[:4] == ["val_mae", "below 6.1", "6.0996", "yes"]
