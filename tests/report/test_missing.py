"""What is said in the place of a plot that cannot be drawn."""

from __future__ import annotations

import math

import polars as pl
import pytest

from nba_props.report.missing import no_calls, no_gain, no_reliability
from nba_props.report.plots.confusion import call_counts
from nba_props.report.series.gain import cumulative_gain

from .cases import bare, season


def lined() -> pl.DataFrame:
    """The player-games with a line, a probability and a price."""
    return season().drop_nulls("p_over")


def test_one_date_is_not_said_to_lack_probabilities() -> None:
    first = lined().filter(pl.col("date") == pl.col("date").min())
    pushed_later = lined().with_columns(y=pl.when(date=first["date"][0]).then("y").otherwise("line"))
    for rows in (first, pushed_later):
        assert cumulative_gain(rows).height == 1
        assert no_gain(rows) == (
            "Player-games with a probability beside a price went over or under on one date only,"
            " so there is no season to draw their gain over."
        )


def test_lines_that_all_pushed_are_not_said_to_be_missing() -> None:
    pushed = lined().with_columns(y="line")
    told = [no_gain(pushed), no_reliability(pushed), no_calls(pushed)]
    assert all(
        sentence.startswith("All player-games with a ") and " pushed, so " in sentence for sentence in told
    )


def test_what_is_missing_is_said_to_be_missing() -> None:
    for rows in (
        bare().rows,
        season().head(0),
        season().with_columns(line=None, p_over=None, novig_over=None),
    ):
        assert no_gain(rows) == "There are no probabilities beside a price, so nothing is gained on it."
        assert no_reliability(rows).startswith("There are no probabilities at the lines, ")
        assert no_calls(rows).startswith("There are no lines, ")


@pytest.mark.parametrize("undecided", [0.5, None, math.nan])
def test_a_side_that_was_called_where_all_pushed_is_not_denied(undecided: float | None) -> None:
    rows = pl.DataFrame({"y": [1.0, 2.0], "line": [2.0, 2.0], "p_over": [undecided, 0.9]})
    assert not call_counts(rows).any()
    assert (
        no_calls(rows)
        == "Neither side was called at any line that did not push, so no call was right or wrong."
    )
