"""Bets on games to come: those of a ledger that nothing has settled yet, with the names of who plays."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.ledger.columns import BetResult

PENDING = (
    "date", "tip_off", "player_name", "team", "opponent", "home", "market", "side", "line", "book", "price",
    "quoted_at", "p_win", "p_push", "novig", "value", "stake", "game_id", "player_id",
)  # fmt: skip
"""The columns of pending bets."""
_NAMES = ("player_name", "team", "opponent", "home")


def pending_bets(ledger: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the bets with money on them whose games have no outcome yet, by date and most value first.

    Args:
        ledger: as `nba_props.ledger.bankroll.run_bankroll` returns it.
        player_games: with names and teams.
    """
    open_ = ledger.filter(pl.col("result") == BetResult.PENDING.value, pl.col("stake") > 0)
    names = player_games.select(*PLAYER_GAME, *_NAMES)
    named = open_.join(names, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1")
    return named.select(PENDING).sort("date", "value", descending=[False, True], maintain_order=True)
