"""Who has played: the one rule for it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.data.schemas import POSTGAME_COLUMNS

FIGURES = tuple(name for name in POSTGAME_COLUMNS if name not in {"won", "minutes"})
"""The columns of a box score of which none but those who were on the court have another value than 0."""


def has_figures(player_games: pl.DataFrame) -> pl.Series:
    """Tell of each player-game whether its box score holds a figure other than 0, minutes left aside."""
    known = [(pl.col(name) != 0).fill_null(value=False) for name in FIGURES if name in player_games.columns]
    return player_games.select(played=pl.any_horizontal(pl.lit(value=False), *known)).to_series()


def on_court(player_games: pl.DataFrame) -> pl.Series:
    """Tell of each player-game whether the player was on the court.

    He was where he has minutes or any figure: box scores that count whole minutes have 0 of the last seconds
    of a game. Where nobody recorded minutes, a box score of zeros is one of a man who played. Without
    minutes and without figures he did not, for most publishers list those who sat out so.

    Args:
        player_games: with `minutes` and as many columns of the canonical table as there are.
    """
    named = [name for name in FIGURES if name in player_games.columns]
    minutes = pl.col("minutes")
    told = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in named))
    timed = pl.when(minutes.is_null()).then(told).otherwise(minutes > 0)
    return has_figures(player_games) | player_games.select(timed=timed).to_series()


def last_played(player_games: pl.DataFrame) -> dt.date | None:
    """Return the day of the last game with an outcome."""
    last = player_games.filter(pl.col("minutes").is_not_null())["date"].max()
    return last if isinstance(last, dt.date) else None
