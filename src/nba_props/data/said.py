"""What reports said last, of those that were known."""

from __future__ import annotations

import polars as pl

from nba_props.data.schemas import UNNAMED


def last_said(known: pl.DataFrame) -> pl.DataFrame:
    """Return what was said last of each player and game, or of each team and game.

    Of a player whom the last report of his team does not name any more nothing is said.

    Args:
        known: rows of `nba_props.data.schemas.AVAILABILITY` or `TEAM_REPORTS`, none of them later than the
            moment that is asked about.
    """
    of_players = "player_id" in known.columns
    key = ["game_id", "player_id" if of_players else "team"]
    last = known.sort("known_at", maintain_order=True).unique(key, keep="last", maintain_order=True).sort(key)
    return last.filter(pl.col("status") != UNNAMED) if of_players else last
