"""`block=trend`: the player's last few games against a longer stretch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, filled, require
from nba_props.errors import ConfigError
from nba_props.features.base import Block
from nba_props.features.block._expressions import mean, ratio
from nba_props.features.history import History


@component("block", "trend")
@dataclass
class Trend(Block):
    """The mean of the last `short` games less, and divided by, that of the last `long`."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])
    short: int = 5
    long: int = 20

    def __post_init__(self) -> None:
        require(self, stats=filled, short=at_least(1))
        if self.long <= self.short:
            raise ConfigError(f"long={self.long}: must be more than short={self.short}")

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_trend_<short>_<long>` and `<stat>_trend_ratio_<short>_<long>`."""
        return history.by("player_id").latest(*map(self._expressions, history.stats(self.stats)))

    def _expressions(self, stat: str) -> Iterator[pl.Expr]:
        short, long = mean(pl.col(stat), self.short), mean(pl.col(stat), self.long)
        yield (short - long).alias(f"{stat}_trend_{self.short}_{self.long}")
        yield ratio(short, long).alias(f"{stat}_trend_ratio_{self.short}_{self.long}")
