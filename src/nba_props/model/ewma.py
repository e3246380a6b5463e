"""`model=ewma`: an exponentially weighted mean of the player's past outcomes; a naive reference."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.features.base import Block
from nba_props.model._reference import Reference


@component("model", "ewma")
@dataclass
class Ewma(Reference):
    """The exponentially weighted mean of past outcomes; a game's weight halves every `half_life` games."""

    half_life: int = 20

    def __post_init__(self) -> None:
        require(self, half_life=at_least(1))

    def blocks(self) -> dict[str, Block]:
        """One column: the mean."""
        from nba_props.features.block.ewm import Ewm

        return {"ewm": Ewm(["target"], [self.half_life])}
