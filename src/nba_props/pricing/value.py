"""What a bet is worth: expected value, edge, and the best price at one line.

A bet on a whole-number line can be pushed: the stake comes back, nothing is won or lost. So every bet has
three probabilities that sum to 1: to win, to be pushed, to lose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from nba_props.core.arrays import ArrayLike, Floats
from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.errors import DataError

Probability = Callable[[Floats], Floats] | ArrayLike
"""Probabilities [quotes], or a distribution's method that gives them for the quotes' lines [quotes]."""


def expected_value(p_win: ArrayLike, p_lose: ArrayLike, price: ArrayLike) -> Floats:
    """Return the mean profit of one unit staked: p_win (price - 1) - p_lose; a push adds nothing.

    Args:
        p_win, p_lose: their sum is at most 1; what is missing from 1 is the push.
        price: decimal.

    Example:
        Won with 0.5, pushed with 0.125, lost with 0.375, at a price of 2:

        >>> float(expected_value(0.5, 0.375, 2.0))
        0.125
    """
    p_win, p_lose, price = (np.asarray(values, dtype=np.float64) for values in (p_win, p_lose, price))
    return np.asarray(p_win * (price - 1) - p_lose)


def edge(p_win: ArrayLike, p_push: ArrayLike, novig: ArrayLike) -> Floats:
    """How much likelier the bet is to win than the books' price says, given that it is not pushed.

    A price says nothing of the push, so the no-vig probability is one of two outcomes, and p_win must be
    brought to the same ground: p_win / (1 - p_push) - novig. NaN where a push is certain.

    Example:
        >>> float(edge(0.5, 0.2, novig=0.5))
        0.125
    """
    p_win, p_push, novig = (np.asarray(values, dtype=np.float64) for values in (p_win, p_push, novig))
    decided = 1 - p_push
    given: Floats = np.divide(p_win, decided, out=np.full(decided.shape, np.nan), where=decided > 0)
    return np.asarray(given - novig)


def fair_price(p_win: ArrayLike, p_lose: ArrayLike) -> Floats:
    """Return the decimal price at which the expected value is 0: 1 + p_lose / p_win.

    Infinite without a chance.

    Example:
        >>> float(fair_price(0.5, 0.25))
        1.5
    """
    p_win, p_lose = (np.asarray(values, dtype=np.float64) for values in (p_win, p_lose))
    shape = np.broadcast_shapes(p_win.shape, p_lose.shape)
    return np.asarray(1 + np.divide(p_lose, p_win, out=np.full(shape, np.inf), where=p_win > 0))


def best_prices(quotes: pl.DataFrame, by: Sequence[str] = PLAYER_GAME_MARKET) -> pl.DataFrame:
    """Return the best over and the best under price among quotes at the same line; lines are never mixed.

    Args:
        quotes: `by`, `book`, `line`, `over_price`, `under_price` (decimal, null where not offered), all on
            offer at the same time.
        by: whose quotes compete.

    Returns:
        One row per `by` and line, sorted by them: `over_price`, `over_book`, `under_price`, `under_book`.
        Of equal prices, the book first in the alphabet. Null where nobody offers the side.
    """
    ordered = quotes.sort("book")
    sides = [best for side in ("over", "under") for best in _best(side)]
    return ordered.group_by(*by, "line").agg(sides).sort(*by, "line")


def _best(side: str) -> tuple[pl.Expr, pl.Expr]:
    price = pl.col(f"{side}_price")
    book = pl.col("book").filter(price == price.max()).first()
    return price.max(), book.alias(f"{side}_book")


def value_of_quotes(quotes: pl.DataFrame, p_over: Probability, p_push: Probability) -> pl.DataFrame:
    """Return the quotes with what both sides of each are worth; so bets at different lines can be compared.

    Args:
        quotes: `line`, `over_price`, `under_price` (decimal, null where not offered), and where edges are
            wanted `novig_over`.
        p_over: P(count > line) for each quote's own line, from the distribution of its player-game.
        p_push: P(count == line), likewise.

    Returns:
        The quotes with `p_over`, `p_push`, `p_under`, `value_over`, `value_under` (per unit staked) and,
        given `novig_over`, `edge_over`, `edge_under`. Null where the side has no price.

    Raises:
        DataError: the probabilities are not one per quote, or not between 0 and 1 together.
    """
    line = quotes["line"].to_numpy()
    over, push = _of_lines(p_over, line, "p_over"), _of_lines(p_push, line, "p_push")
    under = 1 - over - push
    if (wrong := (np.minimum(np.minimum(over, push), under) < -1e-9)).any():
        at = int(np.argmax(wrong))
        raise DataError(f"quote {at}: p_over={over[at]:g} and p_push={push[at]:g} are no probabilities")
    columns = {
        "p_over": over,
        "p_push": push,
        "p_under": under,
        "value_over": expected_value(over, under, quotes["over_price"].to_numpy()),
        "value_under": expected_value(under, over, quotes["under_price"].to_numpy()),
    }
    if "novig_over" in quotes.columns:
        novig = quotes["novig_over"].to_numpy()
        columns["edge_over"] = edge(over, push, novig)
        columns["edge_under"] = edge(under, push, 1 - novig)
    return quotes.with_columns(pl.Series(name, each, nan_to_null=True) for name, each in columns.items())


def _of_lines(given: Probability, line: Floats, name: str) -> Floats:
    value = np.asarray(given(line) if callable(given) else given, dtype=np.float64)
    if value.shape != line.shape:
        raise DataError(f"{name} has shape {value.shape}: must be one per quote, {line.shape}")
    return value
