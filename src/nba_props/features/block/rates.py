"""`block=rates`: what the player does per minute, and his part of what his team does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, one_of, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import pooled, true_shooting
from nba_props.features.history import History
from nba_props.market import STATS


@component("block", "rates")
@dataclass
class Rates(Block):
    """Rates over the player's last `windows` games, each the quotient of two sums over the window.

    Usage is the share of the team's possessions that he ended while on the floor: possessions times a fifth
    of the team's minutes, by his minutes times the team's possessions (Hollinger's usage rate).
    """

    per_minute: list[str] = field(default_factory=lambda: ["target"])
    shares: list[str] = field(default_factory=lambda: ["points", "rebounds", "assists", "fga"])
    windows: list[int] = field(default_factory=lambda: [10])

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)), shares=each(one_of((*STATS, "possessions")), least=0))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_per_minute_<n>`, `<stat>_share_<n>`, `usage_rate_<n>`, `true_shooting_rate_<n>`."""
        per_minute = history.stats(self.per_minute)
        return history.by("player_id").latest(*(self._expressions(per_minute, n) for n in self.windows))

    def _expressions(self, per_minute: list[str], window: int) -> Iterator[pl.Expr]:
        minutes, team_minutes = pl.col("minutes"), pl.col("team_minutes")
        for stat in per_minute:
            yield pooled(pl.col(stat), minutes, window).alias(f"{stat}_per_minute_{window}")
        for stat in self.shares:
            yield pooled(pl.col(stat), pl.col(f"team_{stat}"), window).alias(f"{stat}_share_{window}")
        used, team = pl.col("possessions") * team_minutes / 5, minutes * pl.col("team_possessions")
        yield pooled(used, team, window).alias(f"usage_rate_{window}")
        yield pooled(*true_shooting(), window).alias(f"true_shooting_rate_{window}")
