"""`availability=reported`: the injury report, as far as it was out before tip-off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.availability.base import Availability
from nba_props.core.component import component
from nba_props.core.rules import each, one_of, optional, require
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import STATUSES
from nba_props.errors import DataError

LEAGUE_ZONE = "America/New_York"
"""The zone of a game's date."""


@component("availability", "reported")
@dataclass
class Reported(Availability):
    """Players whose status before tip-off is one of `statuses`.

    A report counts if it was known before tip-off or, where that is unknown, by the end of the game's date.
    With `cutoff`, a time of day such as "17:00" (US/Eastern, on the game's date), later reports do not count:
    what a bet placed at that time could know.
    """

    needs_reports: ClassVar[bool] = True

    statuses: list[str] = field(default_factory=lambda: ["out"])
    cutoff: str | None = None

    def __post_init__(self) -> None:
        require(self, statuses=each(one_of(STATUSES)), cutoff=optional(_time_of_day))

    def out(self, data: Dataset) -> pl.DataFrame:
        """Return the reported players by date and team.

        Raises:
            DataError: the data set has no reports.
        """
        if data.reports is None:
            raise DataError(
                "availability=reported: the data set holds no injury reports; name a table of them in "
                "data.reports, or choose availability=none or availability=as_played"
            )
        tip_offs = data.prop_lines.drop_nulls("tip_off").group_by("game_id").agg(pl.col("tip_off").min())
        return (
            data.reports.join(tip_offs, on="game_id", how="left")
            .filter(pl.col("status").is_in(self.statuses) & self._in_time())
            .select("date", "team", "player_id")
            .unique()
            .sort("date", "team", "player_id")
        )

    def _in_time(self) -> pl.Expr:
        known = pl.col("known_at").dt.convert_time_zone(LEAGUE_ZONE)
        before_tip_off = pl.col("known_at") < pl.col("tip_off")
        in_time = before_tip_off.fill_null(known.dt.date() <= pl.col("date"))
        if self.cutoff is None:
            return in_time
        deadline = (
            pl.col("date").dt.combine(dt.time.fromisoformat(self.cutoff)).dt.replace_time_zone(LEAGUE_ZONE)
        )
        return in_time & (known <= deadline)


def _time_of_day(value: str) -> str | None:
    """Require a value that is hours and minutes."""
    try:
        dt.datetime.strptime(value, "%H:%M")  # noqa: DTZ007
    except ValueError:
        return "a time of day such as 17:00"
    return None
