"""What is said in the place of a plot that cannot be drawn."""

from __future__ import annotations

import polars as pl

from nba_props.report.missing import no_calls, no_gain, no_reliability

from .cases import bare, season


def lined() -> pl.DataFrame:
    """The player-games with a line, a probability and a price."""
    return season().drop_nulls("p_over")


def test_one_date_is_not_said_to_lack_probabilities() -> None:
    first = lined().filter(pl.col("date") == pl.col("date").min())
    assert no_gain(first) == (
        "Probabilities beside a price are of one date only, so there is no season to draw their gain over."
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


def test_lines_at_which_both_sides_are_as_likely_are_called_neither_way() -> None:
    assert no_calls(lined()).startswith("Over was as likely as under at every line, ")
