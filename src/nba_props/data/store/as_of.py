"""What a store held at a moment: of its tables, the rows that could be known then.

Positions and the schedule have no history: they are what was fetched last, whatever the moment. A game that
was put off after it is put off already, and its tip-off is the last that was told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from nba_props.core.fingerprint import digest
from nba_props.data.eastern import league_day
from nba_props.data.store.parts import days_of
from nba_props.data.store.store import DataStore
from nba_props.data.store.tables import STORED

TIMES = {
    "quotes": ("fetched_at", "quoted_at"),
    "game_quotes": ("fetched_at", "quoted_at"),
    "injury_reports": ("fetched_at", "known_at"),
    "submissions": ("fetched_at", "report_at"),
    "rosters": ("seen_at",),
}
"""Table -> the columns that say when a row became known; without any of them, on the day of its game."""
DAYS = {"player_games": "date"}
"""Table -> the column of the day whose outcomes its rows hold, which are known the day after."""


@dataclass(frozen=True)
class View:
    """The store in a folder as it was at the moment `now`; None: as it is."""

    root: Path
    now: dt.datetime | None = None

    def read(self, table: str) -> pl.DataFrame:
        """Return the rows of a table that were known.

        Raises:
            DataError: there is no store, or a file is damaged.
        """
        return known(table, DataStore.open(self.root).read(table), self.now)

    def quotes(self) -> pl.DataFrame:
        """Return the quotes that were known, those of a fetched event with its last day and tip-off."""
        return _settled(self.read("quotes"))

    def fingerprint(self, tables: Collection[str]) -> str:
        """Return a hash of the contents of tables and of the moment."""
        return digest([DataStore.open(self.root).fingerprint(tables), self.now])


def known(table: str, frame: pl.DataFrame, now: dt.datetime | None) -> pl.DataFrame:
    """Return the rows of a table of the store that were known at a moment; all without one.

    Tables that keep no history are whole at any moment.
    """
    if now is None:
        return frame
    today = league_day(now)
    if table in DAYS:
        return frame.filter(pl.col(DAYS[table]) < today)
    if table not in TIMES:
        return frame
    times = [pl.col(name) for name in TIMES[table]]
    late = pl.any_horizontal((time > now).fill_null(value=False) for time in times)
    untimed = pl.all_horizontal(time.is_null() for time in times)
    of_later = (days_of(STORED[table], frame) > today).fill_null(value=False)
    return frame.filter(~late & ~(untimed & of_later))


def _settled(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return quotes of which all of an event tell one day and tip-off: the last fetched.

    A game that is moved would otherwise make two quotes of one. Files tell what they tell.
    """
    event = ["event_id", "home_team", "away_team"]
    last = [pl.col(name).sort_by("fetched_at").last().over(event) for name in ("tip_off", "event_date")]
    fetched = quotes.filter(pl.col("fetched_at").is_not_null()).with_columns(last)
    return pl.concat([quotes.filter(pl.col("fetched_at").is_null()), fetched])
