"""The priced stat: what is predicted and what the books quote."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from omegaconf import MISSING

from nba_props.core.component import component
from nba_props.core.rules import each, one_of, require
from nba_props.errors import ConfigError

STATS = (
    "points", "rebounds", "assists", "threes", "steals", "blocks", "turnovers", "minutes",
    "fgm", "fga", "fg3a", "ftm", "fta", "oreb", "dreb", "fouls",
)  # fmt: skip
"""The box-score columns that a market may add up."""


@component("market")
@dataclass
class Market:
    """A prop market: `name` as in `prop_lines.market`, and the box-score columns whose sum is its outcome.

    Outcomes are whole numbers: minutes are counted as a box score prints them, to the nearest one.
    """

    name: str = MISSING
    stats: list[str] = MISSING

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ConfigError(f"name={self.name}: must be a word of letters, digits and _")
        require(self, stats=each(one_of(STATS)))

    def outcome(self) -> pl.Expr:
        """Return the market's outcome from the box score; null where the game has none."""
        total = pl.sum_horizontal([pl.col(s) for s in self.stats], ignore_nulls=False).cast(pl.Float64)
        return total.round(mode="half_away_from_zero")
