"""`block=team`: the recent form of the player's team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import effective_shooting, mean, pace, pooled
from nba_props.features.history import History


@component("block", "team")
@dataclass
class Team(Block):
    """Totals per game, pace, shooting and winning margin of the team's last `windows` games."""

    stats: list[str] = field(default_factory=lambda: ["target", "points", "rebounds", "assists"])
    windows: list[int] = field(default_factory=lambda: [10])

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `team_<stat>_mean_<n>`, `team_pace_<n>`, `team_shooting_<n>` and `team_margin_<n>`."""
        return team_form(history, "team", "team", self.stats, self.windows)


def team_form(
    history: History, whose: str, column: str, stats: list[str], windows: list[int]
) -> pl.DataFrame:
    """Return the form of the team named in a column of the rows that ask, as columns `<whose>_...`.

    Pace is possessions per 48 minutes, shooting the effective field-goal share, margin the points by which
    the team won (a fifth of its players' plus-minus).
    """

    def expressions(window: int) -> Iterator[pl.Expr]:
        for stat in history.stats(stats):
            yield mean(pl.col(stat), window).alias(f"{whose}_{stat}_mean_{window}")
        yield pooled(*pace(), window).alias(f"{whose}_pace_{window}")
        yield pooled(*effective_shooting(), window).alias(f"{whose}_shooting_{window}")
        yield mean(pl.col("plus_minus") / 5, window).alias(f"{whose}_margin_{window}")

    return history.by(team=column).latest(*map(expressions, windows))
