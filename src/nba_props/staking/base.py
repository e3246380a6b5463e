"""What a staking plan is: a share of the bankroll for each bet, and the caps that all plans share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nba_props.core.arrays import Floats, Ints
from nba_props.core.rules import above, above_up_to, require


@dataclass
class Staking:
    """Base of `staking=` options.

    `bankroll`: what there is at the start, in units of money. `bet_cap`, `game_cap`, `day_cap`: the largest
    share of the bankroll, as it stands at the start of the day, on one bet, on all bets of one game, on all
    of one day. Bets of a game that exceeds its cap are scaled by one factor, then those of the day. No cap is
    above 1, so that a stake never exceeds the bankroll, nor do all stakes of a day together.
    """

    bankroll: float = 1000.0
    bet_cap: float = 0.05
    game_cap: float = 0.1
    day_cap: float = 0.5

    compounds: ClassVar[bool] = True
    """Whether wishes are shares of the bankroll as it stands; otherwise of what there was at the start."""

    def __post_init__(self) -> None:
        caps = dict.fromkeys(("bet_cap", "game_cap", "day_cap"), above_up_to(0, 1))
        require(self, bankroll=above(0), **caps)

    def shares(self, p_win: Floats, p_lose: Floats, price: Floats) -> Floats:
        """Return the wish for each bet before any cap [bets]: a share of the bankroll, 0 or more.

        Args:
            p_win, p_lose: [bets]; what is missing from 1 is the push.
            price: decimal [bets].
        """
        raise NotImplementedError

    def day_stakes(self, shares: Floats, games: Ints, bankroll: float) -> Floats:
        """Return the stakes of one day, in units of money [bets], all caps kept.

        Args:
            shares: of the day's bets [bets], as `shares` gives them.
            games: the position of each game's first bet, ascending from 0; bets of a game are neighbours.
            bankroll: at the start of the day; where nothing is left, nothing is staked.

        Example:
            Two bets of one game and one of another, each at most 5 % of 1000, each game at most 6 %:

            >>> import numpy as np
            >>> from nba_props.staking.percent import Percent
            >>> plan = Percent(share=0.04, bet_cap=0.05, game_cap=0.06)
            >>> shares, games = np.array([0.04, 0.04, 0.04]), np.array([0, 2])
            >>> plan.day_stakes(shares, games, bankroll=1000.0).tolist()
            [30.0, 30.0, 40.0]
        """
        if not len(shares):
            return np.zeros(0)
        bankroll = max(bankroll, 0.0)
        wished = shares * (bankroll if self.compounds else self.bankroll)
        stakes = np.minimum(wished, self.bet_cap * bankroll)
        factors = scale_down(np.add.reduceat(stakes, games), self.game_cap * bankroll)
        stakes = stakes * np.repeat(factors, np.diff(games, append=len(shares)))
        return np.asarray(stakes * scale_down(stakes.sum(), self.day_cap * bankroll))


def scale_down(total: Floats, cap: float) -> Floats:
    """Return the factor, at most 1, that brings each total down to the cap."""
    total = np.asarray(total, dtype=np.float64)
    return np.divide(cap, total, out=np.ones_like(total), where=total > cap)
