"""Pools of each date, learnt from all earlier dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.arrays import Bools, Dates, Floats
from nba_props.core.by_date import answers_by_date, entry_on
from nba_props.core.serialization import Plain
from nba_props.distribution.expanding import expanding_dates
from nba_props.pooling.base import FittedPooling, Pooling, Weight


@dataclass(frozen=True)
class PoolByDate(Plain):
    """What was known on each date: `pools[i]` holds from the date `since[i]` (such as 2024-03-20) on.

    Dates rise, and there is at least one. Before the first date the first pool holds; where the date is not
    known, the last one: it has learnt from everything.
    """

    since: list[str]
    pools: list[FittedPooling]

    def over(self, model: Floats, price: Floats, dates: Dates) -> Floats:
        """P(over) among outcomes that are no push, by the pool of each date, NaT where it is not known: [n].

        Args:
            model: the model's probability: [n].
            price: the no-vig one at the same line: [n]. NaN in either stays NaN.
            dates: [n].
        """
        return answers_by_date(self.since, dates, lambda i, own: self.pools[i].pool(model[own], price[own]))

    @property
    def weight(self) -> Weight | None:
        """The model's weight, learnt from everything."""
        return self.pools[-1].weight

    def weights(self) -> pl.DataFrame:
        """Return the model's weight by date: `since`, `weight`, `low`, `high`, `player_games`."""
        known = [
            (dt.date.fromisoformat(day), weight.value, weight.low, weight.high, weight.player_games)
            for day, pool in zip(self.since, self.pools, strict=True)
            if (weight := pool.weight) is not None
        ]
        columns = {"since": pl.Date} | dict.fromkeys(("weight", "low", "high", "player_games"), pl.Float64)
        return pl.DataFrame(known, schema=columns, orient="row")

    def after(self, date: dt.date) -> PoolByDate:
        """Return the pools that hold from a date on."""
        first = int(entry_on(self.since, np.array([date], "datetime64[D]"))[0])
        return PoolByDate(self.since[first:], self.pools[first:])


def pool_by_date(pooling: Pooling, rows: pl.DataFrame, folds: pl.DataFrame) -> PoolByDate:
    """Fit the pool of each date on the player-games of all earlier dates.

    Args:
        pooling: how.
        rows: one per player-game: `fold`, `date`, `model` and `price` (P(over) given no push, at one line,
            null where unknown) and `over` (1, 0, null where pushed or unknown).
        folds: `Predictions.folds`.
    """
    columns = ["model", "price", "over"]
    arrays = [rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in columns]

    dates: Dates = rows["date"].to_numpy()

    def learnt(before: Bools) -> FittedPooling:
        model, price, over = (array[before] for array in arrays)
        return pooling.fit(model, price, over, dates[before])

    until: dt.date = folds["train_until"][-1]
    pools = {until: learnt((rows["date"] < until).to_numpy())}
    for own, past in expanding_dates(rows, folds):
        pools[rows.filter(own)["date"][0]] = learnt(past.to_numpy())
    pools[max(pools) + dt.timedelta(days=1)] = learnt(np.ones(rows.height, np.bool_))
    since = sorted(pools)
    return PoolByDate([str(day) for day in since], [pools[day] for day in since])
