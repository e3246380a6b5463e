"""What reports said last, of those that were known."""

from __future__ import annotations

import polars as pl


def last_said(known: pl.DataFrame) -> pl.DataFrame:
    """Return what was said last of each player and game, or of each team and game.

    Args:
        known: rows of `nba_props.data.schemas.AVAILABILITY` or `TEAM_REPORTS`, none of them later than the
            moment that is asked about.
    """
    key = ["game_id", "player_id" if "player_id" in known.columns else "team"]
    return known.sort("known_at", maintain_order=True).unique(key, keep="last", maintain_order=True).sort(key)
