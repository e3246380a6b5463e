"""Which part of a game a line is on, as publishers write it in a column of its own."""

from __future__ import annotations

from itertools import product

import polars as pl

from nba_props.data.vocabulary.words import joined

COLUMNS = (
    "period", "segment", "period_id", "periodID", "period_name", "period_type", "game_period", "game_segment",
    "market_period", "market_segment", "periodName", "period_abbr", "period_description", "time_period",
    "game_part", "bet_period", "scope",
)  # fmt: skip
"""Names of the column."""
HALVES, QUARTERS = ("half", "game_half"), ("quarter", "game_quarter")
"""Names of columns of their own for halves and for quarters, of which a file may have both."""
GAME = ("game", "fullgame", "wholegame", "entiregame", "match", "fullmatch", "fulltime")
OVERTIME = ("", "inclot", "includingot", "inclovertime", "includingovertime", "withovertime")
WHOLE = frozenset(
    {"", "0", "na", "none", "null", "full", "fg", "ft", "all", "pregame", "prematch", "player"}
    | {*map("".join, product(GAME, OVERTIME))}
)
"""Words for the whole game, for nothing, and for another `scope`, joined; all others are parts of a game, as
`1h`, `Q3` or regulation time are."""


def is_part(period: pl.Series) -> pl.Series:
    """Tell of each cell whether it is a part of a game; none that is empty or 0 is."""
    text = period.fill_null("").str.replace(r"\.0$", "")
    return ~text.replace_strict(
        {word: joined(word) in WHOLE for word in text.unique()}, return_dtype=pl.Boolean
    )
