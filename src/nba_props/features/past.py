"""The past by one kind of key, such as the player or the opponent, and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nba_props.core.arrays import Ints

_KEY, _ROW = "__key", "__row"
_DAYS = 10**6
"""More than there are days since 1970, so that key and day fit into one number."""


@dataclass(frozen=True)
class Past:
    """Games summed up by key and date, for rows that ask for what was before theirs.

    Expressions given to `latest` see one row per key and date, sorted by both: the keys, `date`, `games` and
    `rows` (how many games and player-games there were), and each stat's total of all those rows, per game of
    which it is known.

    Args:
        played: one row per player-game, by date: the keys, `date`, `game_id` and stats.
        asking: keys (named as in `played`) and date of each row that asks.
        keys: the names of the key columns.
    """

    played: pl.DataFrame
    asking: pl.DataFrame
    keys: tuple[str, ...]

    def latest(self, *exprs: pl.Expr | Iterable[pl.Expr], days_before: int = 0) -> pl.DataFrame:
        """Evaluate expressions along each key's dates; give each row their values at the last earlier date.

        Args:
            exprs: each must keep the number of rows (`rolling_*`, `ewm_*`, `shift`, `cum_*`, arithmetic).
            days_before: look at dates strictly before the row's own date less this many days.

        Returns:
            One row per row of `asking`, in its order; null where the key has no earlier date.
        """
        flat = [e for group in exprs for e in ([group] if isinstance(group, pl.Expr) else group)]
        named = sorted({name for expr in flat for name in expr.meta.root_names()})
        table = pl.DataFrame([self._column(name) for name in named] + [self._groups[_KEY]])
        values = table.select(expr.over(_KEY) for expr in flat)
        return values.select(pl.all().gather(self._last_index(days_before)))

    @cached_property
    def _ordered(self) -> pl.DataFrame:
        """Player-games whose keys are known, sorted by keys and date; `_ROW` is their row in `played`."""
        known = self.played.select(*self.keys, "date").with_row_index(_ROW).drop_nulls(self.keys)
        return known.sort(self.keys, maintain_order=True)

    @cached_property
    def _numbers(self) -> Ints:
        """The number of the group, by key and date, of each row of `_ordered`."""
        return _runs(self._ordered.select(*self.keys, "date"))

    @cached_property
    def _groups(self) -> pl.DataFrame:
        """One row per key and date, sorted: keys, `date`, and the number of the key."""
        first = np.flatnonzero(np.diff(self._numbers, prepend=-1))
        groups = self._ordered.select(*self.keys, "date")[first]
        return groups.with_columns(pl.Series(_KEY, _runs(groups.select(self.keys))).set_sorted())

    @cached_property
    def _columns(self) -> dict[str, pl.Series]:
        return {}

    def _column(self, name: str) -> pl.Series:
        if name not in self._columns:
            self._columns[name] = self._make(name).alias(name)
        return self._columns[name]

    def _make(self, name: str) -> pl.Series:
        if name in (*self.keys, "date"):
            return self._groups[name]
        if name == "rows":
            return pl.Series(np.bincount(self._numbers))
        if name == "games":
            return self._games(self._ordered[_ROW].is_not_null())
        return self._per_game(self.played[name][self._ordered[_ROW]])

    def _games(self, counted: pl.Series) -> pl.Series:
        """How many games each group holds, by those of the rows of `_ordered` that are counted."""
        if self._groups.height == self._ordered.height:
            return counted.cast(pl.Int64)
        game = self.played["game_id"][self._ordered[_ROW]]
        pairs = pl.DataFrame({"group": self._numbers, "game": game}).filter(counted).unique()
        return pl.Series(np.bincount(pairs["group"].to_numpy(), minlength=self._groups.height))

    def _per_game(self, values: pl.Series) -> pl.Series:
        """Return each group's sum of a stat per game that it is known of; null, not 0, where of none."""
        total = pl.Series(np.bincount(self._numbers, weights=values.fill_null(0).to_numpy()))
        if not values.null_count():
            return total / self._column("games")
        games = self._games(values.is_not_null())
        return pl.select(pl.when(games > 0).then(total / games)).to_series()

    @cached_property
    def _asked(self) -> tuple[Ints, Ints]:
        """Return the number of each row's key (-1 where that has no past), and its day since 1970."""
        keys = self._groups.select(*self.keys, _KEY).unique(_KEY)
        found = self.asking.join(keys, on=self.keys, how="left", maintain_order="left")
        return found[_KEY].fill_null(-1).to_numpy(), _day(found)

    @cached_property
    def _moments(self) -> Ints:
        """Key and day of each group in one number, ascending."""
        return self._groups[_KEY].to_numpy() * _DAYS + _day(self._groups)

    def _last_index(self, days_before: int) -> pl.Series:
        """For each asking row the group of its key's last earlier date, null where there is none."""
        if self._groups.is_empty():
            return pl.Series([None] * self.asking.height, dtype=pl.Int64)
        key, day = self._asked
        index = np.searchsorted(self._moments, key * _DAYS + day - days_before) - 1
        found = (key >= 0) & (index >= 0)
        found &= self._groups[_KEY].to_numpy()[np.where(found, index, 0)] == key
        return pl.select(pl.when(pl.Series(found)).then(pl.Series(index))).to_series()


def _runs(sorted_rows: pl.DataFrame) -> Ints:
    """Return the runs of equal rows, numbered from 0."""
    changed = pl.any_horizontal(pl.all().ne_missing(pl.all().shift(1)))
    runs: Ints = sorted_rows.select(changed.cast(pl.Int64).cum_sum() - 1).to_series().to_numpy()
    return runs


def _day(frame: pl.DataFrame) -> Ints:
    days: Ints = frame["date"].to_physical().cast(pl.Int64).to_numpy()
    return days
