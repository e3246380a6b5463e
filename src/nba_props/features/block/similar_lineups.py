"""`block=similar_lineups`: how the player did with a line-up like tonight's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, at_least, require
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.lineups import LineupWeighting


@component("block", "similar_lineups")
@dataclass
class SimilarLineups(Block):
    """Means over the player's past games, weighted by age and by how much of tonight's line-up they had.

    A game weighs 0.5^(age / `half_life`) * exp(-distance / `tau`). The age is counted in the player's games,
    of which the `longest` latest count; the distance in minutes that the mates of tonight's rotation play,
    when they play, who are in one of the two line-ups alone (see `nba_props.features.lineups`). The rotation
    is who averaged `least_minutes` or more, when he played, over the team's last `games` games.
    """

    needs_absences: ClassVar[bool] = True

    stats: list[str] = field(default_factory=lambda: ["target", "minutes", "possessions"])
    half_life: float = 20.0
    tau: float = 40.0
    longest: int = 60
    games: int = 10
    least_minutes: float = 12.0

    def __post_init__(self) -> None:
        require(
            self,
            half_life=above(0),
            tau=at_least(1),
            longest=at_least(1),
            games=at_least(1),
            least_minutes=above(0),
        )

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_similar`, and `lineup_likeness`: 1 where all games had tonight's line-up."""
        rotation = history.rotation(self.games, self.least_minutes, [])
        weighting = LineupWeighting(self.half_life, self.tau, self.longest)
        stats = history.stats(self.stats)
        means = history.similar(rotation, stats, weighting)
        return means.rename({**{s: f"{s}_similar" for s in stats}, "likeness": "lineup_likeness"})
