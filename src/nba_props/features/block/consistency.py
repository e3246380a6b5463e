"""`block=consistency`: how far the player's games lie from his mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, at_least, between, each, filled, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import mean, ratio
from nba_props.features.history import History


@component("block", "consistency")
@dataclass
class Consistency(Block):
    """Spread of the last `windows` games: coefficient of variation, booms and busts, floor and ceiling.

    A boom is a game above `boom` times, a bust one below `bust` times what the player had averaged over the
    window until then: his mean of that day, not of today. Floor and ceiling are the `floor` and `ceiling`
    quantiles.
    """

    stats: list[str] = field(default_factory=lambda: ["target"])
    windows: list[int] = field(default_factory=lambda: [20])
    boom: float = 1.25
    bust: float = 0.75
    floor: float = 0.1
    ceiling: float = 0.9

    def __post_init__(self) -> None:
        require(
            self,
            stats=filled,
            windows=each(at_least(2)),
            boom=above(1),
            bust=between(0, 1),
            floor=between(0, 0.5),
            ceiling=between(0.5, 1),
        )

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_cv_<n>`, `_boom_<n>`, `_bust_<n>` (shares), `_floor_<n>` and `_ceiling_<n>`."""
        stats = history.stats(self.stats)
        return history.by("player_id").latest(
            *(self._expressions(stat, window) for stat in stats for window in self.windows)
        )

    def _expressions(self, stat: str, window: int) -> Iterator[pl.Expr]:
        value = pl.col(stat)
        until_then = mean(value, window).shift(1)
        yield ratio(value.rolling_std(window, min_samples=2), mean(value, window)).alias(
            f"{stat}_cv_{window}"
        )
        yield _share(value > self.boom * until_then, window).alias(f"{stat}_boom_{window}")
        yield _share(value < self.bust * until_then, window).alias(f"{stat}_bust_{window}")
        for name, q in (("floor", self.floor), ("ceiling", self.ceiling)):
            quantile = value.rolling_quantile(q, "linear", window_size=window, min_samples=2)
            yield quantile.alias(f"{stat}_{name}_{window}")


def _share(event: pl.Expr, window: int) -> pl.Expr:
    return mean(event.cast(pl.Float64), window)
