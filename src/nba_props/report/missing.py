"""Why a plot of probabilities cannot be drawn, in a sentence."""

from __future__ import annotations

import polars as pl


def no_gain(rows: pl.DataFrame) -> str:
    """Return why there is no information gain to draw over a season."""
    beside = _known(rows, "p_over", "novig_over", "line", "y")
    if beside.is_empty():
        return "There are no probabilities beside a price, so nothing is gained on it."
    if _pushed(beside):
        return "All player-games with a probability beside a price pushed, so nothing is gained on it."
    return (
        "Player-games with a probability beside a price went over or under on one date only,"
        " so there is no season to draw their gain over."
    )


def no_reliability(rows: pl.DataFrame) -> str:
    """Return why there is no reliability diagram."""
    given = _known(rows, "p_over", "line", "y")
    if given.is_empty():
        return "There are no probabilities at the lines, so there is no reliability diagram."
    return "All player-games with a probability at the line pushed, so there is no reliability diagram."


def no_calls(rows: pl.DataFrame) -> str:
    """Return why there are no calls over or under."""
    lined = _known(rows, "line", "y")
    if lined.is_empty():
        return "There are no lines, so nothing was called over or under."
    if _pushed(lined):
        return "All player-games with a line pushed, so no call over or under was right or wrong."
    return "Neither side was called at any line that did not push, so no call was right or wrong."


def _known(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return the rows that have all of the columns as finite numbers; none where a column is missing."""
    if not set(columns) <= set(rows.columns):
        return rows.head(0)
    return rows.filter(pl.all_horizontal(pl.col(*columns).cast(pl.Float64).is_finite()))


def _pushed(rows: pl.DataFrame) -> bool:
    return bool((rows["y"] == rows["line"]).all())
