"""The dates on which games are played."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass

import polars as pl

from nba_props.errors import DataError, did_you_mean


@dataclass(frozen=True)
class Calendar:
    """The distinct dates with games, ascending; the season of each, and whether it has any outcome."""

    dates: list[dt.date]
    seasons: list[str]
    played: list[bool]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Calendar:
        """Return the calendar of rows with the columns `season`, `date` and `y`.

        Raises:
            DataError: no row has an outcome.
        """
        days = (
            rows.group_by("date").agg(pl.col("season").first(), pl.col("y").is_not_null().any()).sort("date")
        )
        if not days["y"].any():
            raise DataError("player_games: no row has an outcome, so there is nothing to train on")
        return cls(days["date"].to_list(), days["season"].to_list(), days["y"].to_list())

    @property
    def first(self) -> dt.date:
        """The first date with games."""
        return self.dates[0]

    @property
    def end(self) -> dt.date:
        """The day after the last date with games."""
        return self.dates[-1] + dt.timedelta(days=1)

    @property
    def played_until(self) -> dt.date:
        """The day after the last date that has outcomes."""
        last = max(date for date, played in zip(self.dates, self.played, strict=True) if played)
        return last + dt.timedelta(days=1)

    @property
    def last_season(self) -> str:
        """The last season that has outcomes."""
        return next(s for s, played in zip(self.seasons[::-1], self.played[::-1], strict=True) if played)

    def season(self, name: str, key: str) -> tuple[dt.date, dt.date]:
        """Return the first date of a season and the day after its last.

        Raises:
            DataError: there is no such season; `key` is the setting that asked for it.
        """
        dates = [d for d, season in zip(self.dates, self.seasons, strict=True) if season == name]
        if not dates:
            hint = did_you_mean(name, set(self.seasons), every=True)
            raise DataError(f"{key}={name}: no such season; {hint}")
        return dates[0], dates[-1] + dt.timedelta(days=1)

    def end_before(self, date: dt.date) -> dt.date:
        """Return the day after the last date with games before `date`; `date` itself where there is none."""
        index = bisect_left(self.dates, date)
        return self.dates[index - 1] + dt.timedelta(days=1) if index else date

    def days_since_played(self, date: dt.date) -> int | None:
        """Return how many days before a date games with an outcome were last played; None where none were."""
        before = bisect_left(self.dates, date)
        past = zip(self.dates[:before], self.played[:before], strict=True)
        return min(((date - day).days for day, played in past if played), default=None)

    def after_share(self, share: float) -> dt.date:
        """Return the date with outcomes that comes after a share of them."""
        dates = [date for date, played in zip(self.dates, self.played, strict=True) if played]
        return dates[int(len(dates) * share)]

    def any_games(self, start: dt.date, end: dt.date) -> bool:
        """Whether there are games in [`start`, `end`)."""
        return bisect_left(self.dates, start) < bisect_left(self.dates, end)

    def any_played(self, start: dt.date, end: dt.date) -> bool:
        """Whether there are games with an outcome in [`start`, `end`)."""
        return any(self.played[bisect_left(self.dates, start) : bisect_left(self.dates, end)])

    def extent(self) -> str:
        """Return what dates exist, for messages."""
        return f"games run from {self.first} to {self.dates[-1]}"
