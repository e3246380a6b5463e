"""Which games are over: while one is played, its box scores are no outcomes."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

FINAL = (
    r"(?i)^(?:3(?:\.0)?$|(?:status_)?(?:final|finished|ended|completed?|closed|post|f|ft|aot|"
    r"full[ -]?time|game ?over|after ?(?:ot|over ?time))(?:\b|_))"
)
"""How publishers write that a game is over: the league's 3, `Final`, `Final/OT`, `STATUS_FINAL`, `AOT`."""


def said_unfinished(status: pl.Expr) -> pl.Expr:
    """Tell of a publisher's word on a game whether it says that the game is not over; null says nothing."""
    return ~status.str.strip_chars().str.contains(FINAL).fill_null(value=True)


def final_games(schedule: pl.DataFrame) -> list[str]:
    """Return the ids of the games that a schedule says are final."""
    return schedule.filter(pl.col("status") == "final")["game_id"].to_list()


def is_over(final: Collection[str], *keys: str) -> pl.Expr:
    """Tell of each player-game whether its game is known to be over.

    That is so where a row of the game tells who won, or the game is among the `final` ones; of a game in play
    nobody has won. `keys` are further columns that rows of one game share.
    """
    has_winner = pl.col("won").is_not_null().any().over("game_id", *keys)
    return has_winner | pl.col("game_id").is_in(list(final))
