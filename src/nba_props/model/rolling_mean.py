"""`model=rolling_mean`: the mean of the player's last games; a naive reference."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.features.base import Block
from nba_props.model._reference import Reference


@component("model", "rolling_mean")
@dataclass
class RollingMean(Reference):
    """The mean outcome of the player's last `window` games."""

    window: int = 10

    def __post_init__(self) -> None:
        require(self, window=at_least(2))

    def blocks(self) -> dict[str, Block]:
        """One column: the mean."""
        from nba_props.features.block.rolling import Rolling, Statistic

        return {"rolling": Rolling(["target"], [self.window], [Statistic.mean])}
