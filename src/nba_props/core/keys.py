"""The columns that name what a row is about, and those that distributions and models know by name."""

from __future__ import annotations

PLAYER_GAME = ["game_id", "player_id"]
"""The key of a player in a game."""

PLAYER_GAME_MARKET = [*PLAYER_GAME, "market"]
"""The key of what has one outcome and is quoted: a market of a player in a game."""

BOOK_MEDIAN = "book_median"
"""The feature of `block=market` that holds the median which the books' line implies at its price."""

PRE_GAME = (
    "naive", "past_minutes", "past_possessions", "past_std", "past_minutes_std", "team_rest_days",
    "opponent_allowed",
)  # fmt: skip
"""The columns of `Matrix.rows` that are amounts known before tip-off: what a spread may follow."""
