"""The bankroll, day by day: what is staked on each bet and what comes back."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats, Ints
from nba_props.ledger.columns import need, order_of
from nba_props.staking.base import Staking
from nba_props.staking.kelly import kelly_share


def run_bankroll(settled: pl.DataFrame, plan: Staking) -> pl.DataFrame:
    """Stake settled bets in time order.

    All bets of a date are staked from the bankroll at the start of that date, which holds the results of
    earlier dates alone; so a bet's stake depends on no result of its own date. Void bets were staked like all
    others, and so were pending ones; neither moves the bankroll.

    Args:
        settled: bets as `nba_props.ledger.settle.settle` returns them, in any order.
        plan: the staking plan.

    Returns:
        The ledger: the bets by date and game, otherwise in their order, with `kelly` (the full Kelly share
        that the model's probabilities advise) and, in units of money, `bankroll` (at the start of the date),
        `stake` and `profit` (null while pending). Bets that the plan puts nothing on have a stake of 0 and
        count nowhere.
    """
    need(settled, "date", "game_id", "p_win", "p_lose", "price", "unit_profit")
    bets = settled[order_of(settled, "date", "game_id")]
    p_win, p_lose, price = (bets[name].to_numpy() for name in ("p_win", "p_lose", "price"))
    bankrolls, stakes = _walk(bets, plan, plan.shares(p_win, p_lose, price))
    return bets.with_columns(
        pl.Series("kelly", kelly_share(p_win, p_lose, price)),
        pl.Series("bankroll", bankrolls),
        pl.Series("stake", stakes),
        profit=pl.Series(stakes) * pl.col("unit_profit"),
    )


def _walk(bets: pl.DataFrame, plan: Staking, shares: Floats) -> tuple[Floats, Floats]:
    """Return bankroll at the start of each bet's date and the stake [bets]; bets are by date, then game."""
    back = bets["unit_profit"].fill_null(0.0).to_numpy()
    bankrolls, stakes = np.empty(len(shares)), np.empty(len(shares))
    days, games = _starts(bets, "date"), _starts(bets, "date", "game_id")
    first_game = np.searchsorted(games, days)
    bankroll = plan.bankroll
    for number, (start, end) in enumerate(itertools.pairwise(days)):
        of_day = games[first_game[number] : first_game[number + 1]] - start
        day = slice(start, end)
        bankrolls[day] = bankroll
        stakes[day] = plan.day_stakes(shares[day], of_day, bankroll)
        bankroll = max(bankroll + float((stakes[day] * back[day]).sum()), 0.0)
    return bankrolls, stakes


def _starts(bets: pl.DataFrame, *keys: str) -> Ints:
    """Return the first row of each run of equal keys, and the number of rows at the end."""
    changed = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in keys)
    first = bets.select(changed.fill_null(value=True).arg_true())
    return np.append(first.to_series().to_numpy(), bets.height).astype(np.int64)
