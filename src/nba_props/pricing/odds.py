"""Prices in the four ways they are written, and the overround.

Inside the program every price is decimal: what one unit staked returns in all when the bet wins, the stake
included. All functions take and return arrays of any shape; a missing price is NaN and stays NaN.
"""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

from nba_props.core.arrays import ArrayLike, Bools, Floats
from nba_props.errors import DataError

MAX_PARTS = 100
"""The largest denominator of a fractional price; bookmakers write none above 100."""
WRITTEN = re.compile(r"[+-]?\d+/\d+|evens")
"""How a fractional price is written."""


def american_to_decimal(american: ArrayLike) -> Floats:
    """`+150` (150 won on 100) -> 2.5; `-200` (200 staked to win 100) -> 1.5.

    Raises:
        DataError: a value lies between -100 and 100, or is not finite.

    Example:
        >>> american_to_decimal([150, -200, 100]).tolist()
        [2.5, 1.5, 2.0]
    """
    value = np.asarray(american, dtype=np.float64)
    _refuse(value, np.isinf(value), "prices are finite")
    _refuse(value, np.abs(value) < 100, "American prices are -100 or less, or 100 or more")
    return 1 + np.where(value > 0, value / 100, -100 / value)


def decimal_to_american(decimal: ArrayLike) -> Floats:
    """2.5 -> 150; 1.5 -> -200; even money is +100. Not rounded.

    Raises:
        DataError: a price is not above 1.

    Example:
        >>> decimal_to_american([2.5, 1.5, 2.0]).tolist()
        [150.0, -200.0, 100.0]
    """
    won = checked_prices(decimal) - 1
    return np.where(won >= 1, won * 100, -100 / won)


def fractional_to_decimal(fractional: str | Fraction) -> float:
    """`"5/2"` (5 won on 2) -> 3.5; `"evens"` -> 2.0.

    Raises:
        DataError: the text is no fraction, or not above 0.

    Example:
        >>> fractional_to_decimal("5/2"), fractional_to_decimal("evens")
        (3.5, 2.0)
    """
    try:
        if isinstance(fractional, str) and not WRITTEN.fullmatch(fractional.strip()):
            raise ValueError  # 2.5 and +150 are prices of other kinds
        won = Fraction(1) if fractional == "evens" else Fraction(fractional)
    except (ValueError, ZeroDivisionError):
        raise DataError(f"price {fractional!r}: a fractional price is written such as 5/2") from None
    if won <= 0:
        raise DataError(f"price {fractional!r}: fractional prices are above 0")
    return float(1 + won)


def decimal_to_fractional(decimal: float) -> str:
    """3.5 -> `"5/2"`, to the nearest fraction with a denominator up to `MAX_PARTS`.

    Raises:
        DataError: the price is missing, not above 1, or so near 1 that the nearest fraction is 0.

    Example:
        >>> decimal_to_fractional(3.5), decimal_to_fractional(1.91)
        ('5/2', '91/100')
    """
    won = Fraction(float(checked_prices(decimal)) - 1) if np.isfinite(decimal) else Fraction(0)
    nearest = won.limit_denominator(MAX_PARTS)
    if nearest <= 0:
        raise DataError(f"price {decimal}: has no fraction with a denominator up to {MAX_PARTS}")
    return f"{nearest.numerator}/{nearest.denominator}"


def decimal_to_implied(decimal: ArrayLike) -> Floats:
    """Return the chance of winning at which a bet at the price neither earns nor loses: 1 / price.

    Raises:
        DataError: a price is not above 1.

    Example:
        >>> decimal_to_implied([2.0, 1.6]).tolist()
        [0.5, 0.625]
    """
    return 1 / checked_prices(decimal)


def implied_to_decimal(probability: ArrayLike) -> Floats:
    """Return the fair price of a chance: 1 / probability.

    Raises:
        DataError: a probability is not between 0 and 1, ends excluded.

    Example:
        >>> implied_to_decimal([0.5, 0.625]).tolist()
        [2.0, 1.6]
    """
    value = np.asarray(probability, dtype=np.float64)
    _refuse(value, (value <= 0) | (value >= 1), "probabilities lie between 0 and 1", "probability")
    return 1 / value


def overround(prices: ArrayLike) -> Floats:
    """Return the implied probabilities of a market's outcomes beyond 1: 0.05 is a book of 105 %.

    Args:
        prices: decimal, [..., outcomes].

    Returns:
        One value per market, [...]; negative where all outcomes together can be backed at a sure profit.

    Raises:
        DataError: a price is not above 1.

    Example:
        >>> overround([[1.6, 2.0], [2.0, 2.0]]).tolist()
        [0.125, 0.0]
    """
    return np.asarray(decimal_to_implied(prices).sum(axis=-1) - 1)


def checked_prices(prices: ArrayLike) -> Floats:
    """Decimal prices as an array.

    Raises:
        DataError: a price is not above 1, or infinite; names the first one and its position.
    """
    value = np.asarray(prices, dtype=np.float64)
    _refuse(value, (value <= 1) | np.isinf(value), "decimal prices are finite and above 1")
    return value


def _refuse(value: Floats, wrong: Bools, allowed: str, what: str = "price") -> None:
    if wrong.any():
        where = [int(index) for index in np.argwhere(wrong)[0]]
        position = f" at {where[0] if len(where) == 1 else tuple(where)}" if where else ""
        raise DataError(f"{what} {value[tuple(where)]:g}{position}: {allowed}")
