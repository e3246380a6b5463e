"""Expressions that several blocks share; each is evaluated along the dates of one key."""

from __future__ import annotations

import polars as pl


def ratio(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return the quotient; null where the denominator is not above zero."""
    return pl.when(denominator > 0).then(numerator / denominator)


def mean(value: pl.Expr, window: int) -> pl.Expr:
    """Return the mean of the last `window` games, or of as many as there are."""
    return value.rolling_mean(window, min_samples=1)


def pooled(numerator: pl.Expr, denominator: pl.Expr, window: int) -> pl.Expr:
    """Return the quotient of two sums over the last `window` games: long games weigh more than short ones."""
    return ratio(mean(numerator, window), mean(denominator, window))


def so_far(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Return the quotient of two sums over all past games of which both are known.

    Both are given per game of the date.
    """
    known = numerator.is_not_null() & denominator.is_not_null()

    def total(per_game: pl.Expr) -> pl.Expr:
        return pl.when(known).then(per_game * pl.col("games")).otherwise(0.0).cum_sum()

    return ratio(total(numerator), total(denominator))


def true_shooting() -> tuple[pl.Expr, pl.Expr]:
    """Points, and twice the shooting attempts, free throws at 0.44 (Hollinger's true shooting percentage)."""
    return pl.col("points"), 2 * (pl.col("fga") + 0.44 * pl.col("fta"))


def pace(per: float = 48) -> tuple[pl.Expr, pl.Expr]:
    """Return the team's possessions (Oliver.

    An offensive rebound prolongs one), and its games of `per` minutes.
    """
    return pl.col("possessions") - pl.col("oreb"), pl.col("minutes") / (5 * per)


def effective_shooting() -> tuple[pl.Expr, pl.Expr]:
    """Field goals made, a three counting half as much again, and field goals tried."""
    return pl.col("fgm") + 0.5 * pl.col("threes"), pl.col("fga")
