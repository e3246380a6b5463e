"""`model=ewma`: an exponentially weighted mean of the player's past outcomes; the naive reference."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.component import above, component, require
from nba_props.features.base import Block
from nba_props.model.base import Model


@component("model", "ewma")
@dataclass
class Ewma(Model):
    """Exponentially weighted mean of past outcomes; `half_life` in games."""

    half_life: float = 20.0

    def __post_init__(self) -> None:
        require(self, half_life=above(0))

    def blocks(self) -> dict[str, Block]:
        return {}
