"""`block=schedule`: rest and fatigue, as the calendar tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, require
from nba_props.features.base import Block
from nba_props.features.history import History

if TYPE_CHECKING:
    from nba_props.features.past import Past


@component("block", "schedule")
@dataclass
class Schedule(Block):
    """Rest days, back-to-backs and games in the last `days` of the team, the opponent and the player.

    Rest is counted in days since the last game, at most `longest_rest`: a summer says no more than a week.
    """

    days: list[int] = field(default_factory=lambda: [4, 7, 14])
    longest_rest: int = 10

    def __post_init__(self) -> None:
        require(self, days=each(at_least(2)), longest_rest=at_least(2))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `home`, `season_day`, `<whose>_rest_days`, `<whose>_back_to_back`, `<whose>_games_<n>d`."""
        rows = history.pregame
        start = pl.col("date").min().over("season")
        return pl.concat(
            [
                rows.select("home", (pl.col("date") - start).dt.total_days().alias("season_day")),
                self._rest("team", rows["date"], history.schedule("team")),
                self._rest("opponent", rows["date"], history.schedule(team="opponent")),
                self._rest("player", rows["date"], history.by("player_id")),
            ],
            how="horizontal",
        )

    def _rest(self, whose: str, date: pl.Series, past: Past) -> pl.DataFrame:
        rest = (date - past.latest(pl.col("date"))["date"]).dt.total_days()
        until = _games_before(past, 0)
        return pl.DataFrame(
            [
                rest.clip(upper_bound=self.longest_rest).alias(f"{whose}_rest_days"),
                (rest == 1).alias(f"{whose}_back_to_back"),
                *((until - _games_before(past, n)).alias(f"{whose}_games_{n}d") for n in self.days),
            ]
        )


def _games_before(past: Past, days: int) -> pl.Series:
    """How many games lie more than `days` days back."""
    return past.latest(pl.col("date").cum_count().cast(pl.Int64), days_before=days)["date"].fill_null(0)
