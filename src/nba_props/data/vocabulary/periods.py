"""Which part of a game a line is on, as publishers write it in a column of its own."""

from __future__ import annotations

from itertools import product

import polars as pl

from nba_props.data.vocabulary.words import joined

COLUMNS = (
    "period", "segment", "period_id", "periodID", "period_name", "period_type", "game_period", "game_segment",
    "market_period", "market_segment", "periodName",
)  # fmt: skip
"""Names of the column; whatever is not the whole game in it is a part of one."""
HALVES, QUARTERS = ("half", "game_half"), ("quarter", "game_quarter")
"""Names of columns of their own for halves and for quarters, of which a file may have both."""
DESCRIPTIONS = ("period_abbr", "period_description", "time_period", "game_part", "bet_period")
SCOPE = ("scope",)
"""Names of columns that may as well tell something else: only known words for parts (`PARTS`) count there."""
LOOSE = frozenset({DESCRIPTIONS[0], SCOPE[0]})
"""Our names of these."""
GAME = ("game", "fullgame", "wholegame", "entiregame", "match", "fullmatch", "fulltime")
OVERTIME = ("", "inclot", "includingot", "inclovertime", "includingovertime", "withovertime")
WHOLE = frozenset(
    {"", "0", "no", "n", "false", "na", "nan", "none", "null"}
    | {"full", "fg", "ft", "all", "pregame", "prematch", *map("".join, product(GAME, OVERTIME))}
)
"""Words for the whole game and for nothing, joined; all others are parts of a game, as `1h`, `Q3` or
regulation time are."""
NUMBERS = ("", "1", "2", "3", "4", "1st", "2nd", "3rd", "4th", "first", "second", "third", "fourth")
KINDS = ("", "h", "half", "q", "qtr", "quarter", "p", "period")
PARTS = frozenset(
    {"halves", "quarters", "ot", "overtime", "reg", "regulation", "regulationtime"}
    | {*map("".join, product(NUMBERS, KINDS)), *map("".join, product(KINDS, NUMBERS))}
) - {"", "p", "period"}
"""Words for parts of a game, joined."""


def is_part(period: pl.Series, column: str) -> pl.Series:
    """Tell of each cell of one of our columns whether it is a part of a game; none that is empty or 0 is."""
    text = period.fill_null("").str.replace(r"\.0$", "")
    told = {word: joined(word) for word in text.unique()}
    parts = {word: (name in PARTS if column in LOOSE else name not in WHOLE) for word, name in told.items()}
    return text.replace_strict(parts, return_dtype=pl.Boolean)
