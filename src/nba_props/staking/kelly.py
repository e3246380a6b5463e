"""`staking=kelly`: the share of the bankroll at which it grows fastest in the long run, or a part of that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import ArrayLike, Floats
from nba_props.core.component import component
from nba_props.core.rules import above_up_to, require
from nba_props.staking.base import Staking


@component("staking", "kelly")
@dataclass
class Kelly(Staking):
    """`fraction` of the Kelly share; 1 is full Kelly.

    Full Kelly is best only where the probabilities are exact, and the errors of a model are largest where it
    sees the most value; so a quarter is the default. Each bet is judged alone; on bets that are settled at
    the same time the sum would be too large, which the caps per game and day keep in bounds.
    """

    fraction: float = 0.25

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self, fraction=above_up_to(0, 1))

    def shares(self, p_win: Floats, p_lose: Floats, price: Floats) -> Floats:
        """Fraction * `kelly_share`."""
        return self.fraction * kelly_share(p_win, p_lose, price)


def kelly_share(p_win: ArrayLike, p_lose: ArrayLike, price: ArrayLike) -> Floats:
    """Return share of the bankroll that maximises its expected logarithm, pushes included; 0 without value.

    Of a share f at b = price - 1 the bankroll becomes 1 + b f, 1 - f, or, pushed, 1 again. So the expected
    logarithm is p_win log(1 + b f) + p_lose log(1 - f), the push adding nothing, and its derivative is 0
    where p_win b (1 - f) = p_lose (1 + b f), that is at

        f = (p_win b - p_lose) / (b (p_win + p_lose)).

    The numerator is the expected value; without pushes the denominator is b, the usual formula.
    Source: Kelly, A New Interpretation of Information Rate, Bell System Technical Journal 35, 1956.

    Args:
        p_win, p_lose: their sum is at most 1; what is missing from 1 is the push.
        price: decimal, above 1.

    Returns:
        One share per bet, 0 to 1; 0 where a push is certain, NaN where a probability or the price is.

    Example:
        A coin that falls on its side one time in five, at even money:

        >>> float(kelly_share(0.5, 0.3, 2.0))
        0.25
    """
    win, lose, price = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (p_win, p_lose, price)))
    won = price - 1
    decided = won * (win + lose)
    share = np.divide(won * win - lose, decided, out=np.zeros(decided.shape), where=decided != 0)
    return np.asarray(np.maximum(share, 0.0))
