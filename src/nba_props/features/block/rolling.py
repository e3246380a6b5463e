"""`block=rolling`: the last games of the player, summed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, between, both, each, filled, require, told_apart
from nba_props.features.base import Block
from nba_props.features.history import History


class Statistic(Enum):
    """How a window of games is summed up."""

    mean = "mean"
    std = "std"
    min = "min"
    max = "max"
    median = "median"


@component("block", "rolling")
@dataclass
class Rolling(Block):
    """Statistics and quantiles of the player's last `windows` games; `target` is the market's own stat."""

    stats: list[str] = field(default_factory=lambda: ["target", "minutes"])
    windows: list[int] = field(default_factory=lambda: [5, 10, 20])
    statistics: list[Statistic] = field(default_factory=lambda: [Statistic.mean])
    quantiles: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        require(
            self,
            stats=filled,
            windows=each(at_least(2)),
            statistics=each(lambda _: None, least=0 if self.quantiles else 1),
            quantiles=both(each(between(0, 1), least=0), told_apart(_percent)),
        )

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_<statistic>_<window>` and `<stat>_q<percent>_<window>`."""
        return history.by("player_id").latest(self._expressions(history.stats(self.stats)))

    def _expressions(self, stats: list[str]) -> Iterator[pl.Expr]:
        for stat in stats:
            for window in self.windows:
                for statistic in self.statistics:
                    yield _rolling(stat, window, statistic)
                for q in self.quantiles:
                    value = pl.col(stat).rolling_quantile(q, "linear", window_size=window, min_samples=2)
                    yield value.alias(f"{stat}_q{_percent(q)}_{window}")


def _percent(q: float) -> str:
    return f"{100 * q:g}"


def _rolling(stat: str, window: int, statistic: Statistic) -> pl.Expr:
    column = pl.col(stat)
    least = 2 if statistic is Statistic.std else 1
    value = {
        Statistic.mean: column.rolling_mean,
        Statistic.std: column.rolling_std,
        Statistic.min: column.rolling_min,
        Statistic.max: column.rolling_max,
        Statistic.median: column.rolling_median,
    }[statistic](window, min_samples=least)
    return value.alias(f"{stat}_{statistic.value}_{window}")
