"""Who has played."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from nba_props.data.played import FIGURES, on_court
from nba_props.data.schemas import PLAYER_GAMES

NOTHING = dict.fromkeys(FIGURES, 0)
UNKNOWN = dict.fromkeys((*FIGURES, "minutes"), None)


@pytest.mark.parametrize(
    ("row", "played"),
    [
        (NOTHING | {"minutes": 12.0}, True),
        (NOTHING | {"minutes": 0.2}, True),
        (NOTHING | {"minutes": 0.0}, False),
        (NOTHING | {"minutes": None}, True),
        (UNKNOWN, False),
        (UNKNOWN | {"minutes": 0.0}, False),
        (UNKNOWN | {"minutes": 9.0}, True),
        *((NOTHING | {"minutes": 0.0, name: 1}, True) for name in FIGURES),
        (NOTHING | {"minutes": 0.0, "plus_minus": -2}, True),
        (UNKNOWN | {"minutes": 0.0, "fouls": 1}, True),
    ],
)
def test_who_has_minutes_or_any_figure_has_played(row: dict[str, Any], played: bool) -> None:
    types = {name: PLAYER_GAMES.columns[name].dtype for name in row}
    assert on_court(pl.DataFrame([row], types)).to_list() == [played]


def test_columns_that_are_not_there_tell_nothing() -> None:
    rows = pl.DataFrame({"minutes": [0.0, 0.0, 9.0], "points": [0, 2, 0]})
    assert on_court(rows).to_list() == [False, True, True]
    assert on_court(rows.select("minutes")).to_list() == [False, False, True]
