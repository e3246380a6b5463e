"""`block=active_share`: the player's part of what tonight's rotation does when it plays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, at_least, each, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import ratio
from nba_props.features.block._mates import ROW, of_mates
from nba_props.features.history import History


@component("block", "active_share")
@dataclass
class ActiveShare(Block):
    """What the mates who are expected to play average, and the player's own part of it with theirs.

    A mate of the rotation (who averaged `least_minutes` or more, when he played, over the team's last games)
    counts with the probability that he plays; the player himself counts as playing. A long window knows whom
    a short one has forgotten: mates who come back after weeks.
    """

    needs_absences: ClassVar[bool] = True

    stats: list[str] = field(
        default_factory=lambda: ["minutes", "possessions", "rebounds", "assists", "target"]
    )
    windows: list[int] = field(default_factory=lambda: [10, 40])
    least_minutes: float = 12.0

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)), least_minutes=above(0))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `minutes_active_<n>`, of the mates, and `<stat>_active_share_<n>`.

        A share is null for a player who is not on the roster, such as one who was just traded.
        """
        return pl.concat((self._within(history, window) for window in self.windows), how="horizontal")

    def _within(self, history: History, window: int) -> pl.DataFrame:
        stats = history.stats(dict.fromkeys(["minutes", *self.stats]))
        rotation = history.rotation(window, self.least_minutes, stats)
        playing = rotation.select(*ROW, *(pl.col(s) * (1 - pl.col("p_out")) for s in stats))
        mates = of_mates(history, playing, stats).select(pl.all().name.suffix("_active"))
        own = history.pregame.select(ROW).join(
            history.roster(window, stats).select(*ROW, *stats), on=ROW, how="left", maintain_order="left"
        )
        both = pl.concat([own, mates], how="horizontal")
        shares = (
            ratio(pl.col(s), pl.col(s) + pl.col(f"{s}_active")).alias(f"{s}_active_share")
            for s in history.stats(self.stats)
        )
        return both.select("minutes_active", *shares).select(pl.all().name.suffix(f"_{window}"))
