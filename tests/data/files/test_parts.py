"""Columns of which nobody knows whether they tell a part of a game."""

from __future__ import annotations

import pytest

from nba_props.data.files import Files
from tests.data.files.samples import ROSTER, WriteRows, quote


def lines(write: WriteRows, *quotes: dict[str, object]) -> list[float]:
    """Return the lines that are kept of these."""
    logs, props = write("logs.csv", list(ROSTER)), write("lines.csv", list(quotes))
    data = Files(game_logs=str(logs), prop_lines=str(props), prop_market="pra").load(0)
    return data.prop_lines["line"].to_list()


@pytest.mark.parametrize(
    ("column", "words"),
    [("scope", ("Player Props", "PLAYER_PROP", "event", "main", "team")), ("half", ("False", "nan", "No")),
     ("quarter", ("false", "--", "N/A")), ("time_period", ("Regular Season", "pre-game"))],
)  # fmt: skip
def test_columns_that_tell_something_else_leave_no_line_out(
    write: WriteRows, column: str, words: tuple[str, ...]
) -> None:
    found = lines(write, *(quote("Jón Åsgard", bookmaker=word) | {column: word} for word in words))
    assert found == [29.5] * len(words)
    parts = (quote("Jón Åsgard") | {column: ""}, quote("Jón Åsgard", line=7.5) | {column: "First Half"})
    assert lines(write, *parts) == [29.5]


def test_a_flag_tells_a_half(write: WriteRows) -> None:
    halves = (quote("Jón Åsgard", line=line, half=half) for line, half in ((7.5, True), (29.5, False)))
    assert lines(write, *halves) == [29.5]
