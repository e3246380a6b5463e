"""The columns that name what a row is about: one player in one game, and one market of it."""

from __future__ import annotations

PLAYER_GAME = ["game_id", "player_id"]
"""The key of a player in a game."""

PLAYER_GAME_MARKET = [*PLAYER_GAME, "market"]
"""The key of what has one outcome and is quoted: a market of a player in a game."""
