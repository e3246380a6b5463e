"""Small canonical tables for tests of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

NIGHT = dt.date(2024, 3, 1)
NOON = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)
TIP_OFF = dt.datetime(2024, 3, 2, 0, 30, tzinfo=dt.UTC)


def player_games(
    players: Sequence[int], game_id: str = "1", season: str = "2023-24", points: int = 10
) -> pl.DataFrame:
    """Played rows of one game."""
    return pl.DataFrame(
        {
            "season": season, "game_id": game_id, "date": NIGHT, "player_id": list(players),
            "player_name": "A B", "team": "DEN", "opponent": "LAL", "home": True,
            "minutes": 30.0, "points": points,
        }
    )  # fmt: skip


def quotes(players: Sequence[str], line: float = 20.5, quoted_at: dt.datetime | None = NOON) -> pl.DataFrame:
    """One book's quotes on players of one event."""
    return pl.DataFrame(
        {
            "event_id": "e1", "player": list(players), "book": "Alpha", "market": "points", "line": line,
            "over_price": 1.9, "under_price": 1.9, "home_team": "DEN", "away_team": "LAL",
        }
    ).with_columns(
        pl.lit(quoted_at, pl.Datetime("us", "UTC")).alias("quoted_at"),
        pl.lit(TIP_OFF, pl.Datetime("us", "UTC")).alias("tip_off"),
    )  # fmt: skip
