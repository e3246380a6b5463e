"""The ledger by day: what every figure that has to do with time is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.arrays import Dates, Floats
from nba_props.ledger.columns import BetResult, need

COUNTED = [BetResult.WIN.value, BetResult.LOSS.value, BetResult.PUSH.value]


def counted(ledger: pl.DataFrame) -> pl.DataFrame:
    """Return the bets that count: money was staked, and they were won, lost or pushed.

    Neither void nor pending.
    """
    need(ledger, "date", "result", "stake", "profit", "bankroll")
    return ledger.filter(pl.col("result").is_in(COUNTED) & (pl.col("stake") > 0))


@dataclass(frozen=True)
class Daily:
    """One entry per date, ascending.

    `dates`, and in units of money `bankroll` (at the start of the date), `staked` and `profit`; the number of
    bets that were won and lost (`wins`, `losses`).
    """

    dates: Dates
    bankroll: Floats
    staked: Floats
    profit: Floats
    wins: Floats
    losses: Floats

    @classmethod
    def of(cls, ledger: pl.DataFrame, calendar: Iterable[dt.date] = ()) -> Daily:
        """From the ledger's bets that count.

        Args:
            ledger: as `run_bankroll` returns it, or any part of one.
            calendar: dates on which bets could have been made; those without any enter with zeros.
        """
        result = pl.col("result")
        # In order, or sums differ in their last digit from one run to the next.
        days = counted(ledger).group_by("date", maintain_order=True).agg(
            pl.col("bankroll").first(),
            pl.col("stake").sum().alias("staked"),
            pl.col("profit").sum(),
            (result == BetResult.WIN.value).sum().cast(pl.Float64).alias("wins"),
            (result == BetResult.LOSS.value).sum().cast(pl.Float64).alias("losses"),
        )  # fmt: skip
        dates = pl.DataFrame({"date": list(calendar)}, schema={"date": pl.Date})
        days = days.join(dates.unique(), on="date", how="full", coalesce=True).sort("date")
        # On a date without bets the bankroll is what the next date starts with.
        bankroll = pl.col("bankroll").fill_null(strategy="backward").fill_null(strategy="forward")
        days = days.with_columns(bankroll).fill_null(0.0)
        columns = ("date", "bankroll", "staked", "profit", "wins", "losses")
        return cls(*(days[name].to_numpy() for name in columns))

    @property
    def equity(self) -> Floats:
        """The bankroll at the start and at the end of each date [dates + 1]; empty without dates."""
        return np.concatenate([self.bankroll[:1], self.bankroll[:1] + np.cumsum(self.profit)])

    @property
    def returns(self) -> Floats:
        """The profit of each date as a share of the bankroll at its start."""
        return np.divide(self.profit, self.bankroll, out=np.zeros(len(self.profit)), where=self.bankroll > 0)
