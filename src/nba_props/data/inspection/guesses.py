"""Which of a file's columns may be meant for one that is missing: by their names, where their cells fit."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from nba_props.data.files.injury_reports import status_of
from nba_props.data.raw.dates import DateOrder, orders, to_days
from nba_props.data.raw.hints import meanings, normal, suggestion
from nba_props.data.raw.odds_formats import MAX_AMERICAN, MIN_AMERICAN
from nba_props.data.shapes.game_parts import AT_HOME, AWAY
from nba_props.data.shapes.games import STATS

Cells = Callable[[str], pl.Series]
"""From the name of a column to its cells as text."""
MOST = 0.5
"""The share of filled cells of which more must fit."""
DECIMALS = (1.001, 20.0)
"""Decimal prices that lines on players have; above are lines, below 100 no American prices."""
MOMENT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
BY_MEANING = frozenset({"home_team", "away_team", "timestamp", "game_time"})
"""Columns of which names with like letters mean something else: `team` is no home team."""
OF_WHAT = frozenset({"time"})
"""Names of moments that do not say of what. A tip-off taken for the time of a quote would make prices of an
unknown age pass for prices of a known one, so a person must say which it is.
"""


def _number(cells: pl.Series) -> pl.Series:
    return cells.cast(pl.Float64, strict=False)


def _is_number(cells: pl.Series) -> pl.Series:
    return _number(cells).is_finite()


def _is_word(cells: pl.Series) -> pl.Series:
    return _number(cells).is_null()


def _is_price(cells: pl.Series) -> pl.Series:
    value = _number(cells)
    return value.abs().is_between(MIN_AMERICAN, MAX_AMERICAN) | value.is_between(*DECIMALS)


def _is_day(cells: pl.Series) -> pl.Series:
    return to_days(cells, orders(cells, otherwise=DateOrder.month)).is_not_null()


def _is_moment(cells: pl.Series) -> pl.Series:
    return cells.str.contains(MOMENT)


def _is_status(cells: pl.Series) -> pl.Series:
    return status_of(cells).is_not_null()


def _is_side(cells: pl.Series) -> pl.Series:
    return cells.str.to_lowercase().is_in([*AT_HOME, *AWAY])


CHECKS: dict[str, Callable[[pl.Series], pl.Series]] = {
    **dict.fromkeys([name for name in STATS if name != "MIN"], _is_number),
    **dict.fromkeys(["line", "OU", "Spread"], _is_number),
    **dict.fromkeys(["over_price", "under_price", "price", "ML_Home", "ML_Away"], _is_price),
    **dict.fromkeys(["GAME_DATE", "date"], _is_day),
    **dict.fromkeys(["timestamp", "game_time"], _is_moment),
    **dict.fromkeys(["player_name", "PLAYER_NAME", "bookmaker", "market"], _is_word),
    **dict.fromkeys(["team", "TEAM_ABBREVIATION", "OPPONENT", "home_team", "away_team"], _is_word),
    "HOME": _is_side,
    "status": _is_status,
}
"""Our name of a column -> which of some filled cells it may hold; all, where it is not named."""


def guesses(name: str, free: list[str], cells: Cells) -> list[str]:
    """Return the columns among `free` that may be meant by our name, the best first."""
    named = meanings(name, free) if name in BY_MEANING else suggestion(name, free)
    return [column for column in named if normal(column) not in OF_WHAT and _fits(name, cells(column))]


def _fits(name: str, cells: pl.Series) -> bool:
    text = cells.str.strip_chars()
    filled = text.filter(text.fill_null("") != "")
    return bool(filled.len()) and (name not in CHECKS or _share(CHECKS[name](filled)) > MOST)


def _share(fitting: pl.Series) -> float:
    return int(fitting.fill_null(value=False).sum()) / fitting.len()
