"""`block=opponent`: who the opponent is, and what it has allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import effective_shooting, mean, pooled, ratio, so_far
from nba_props.features.block.team import team_form
from nba_props.features.history import History

TEAMS_IN_A_GAME = 2
"""The league's totals hold both sides of each game."""


@component("block", "opponent")
@dataclass
class Opponent(Block):
    """The opponent's own form, and what all who played against it have added up to.

    `stats` are what it allowed per game over its last `windows` games, also relative to the league's mean of
    the season so far; by position, where positions are known, per minute played against it over
    `position_window` games, relative to the league's.
    """

    stats: list[str] = field(default_factory=lambda: ["target", "points", "rebounds", "assists", "threes"])
    form: list[str] = field(default_factory=lambda: ["points"])
    position_stats: list[str] = field(default_factory=lambda: ["target"])
    windows: list[int] = field(default_factory=lambda: [10])
    position_window: int = 20

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)), position_window=at_least(1))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_allowed_<n>`, `shooting_allowed_<n>` and the form of `team_form` as `opponent_...`.

        What is allowed comes also as `_allowed_relative_<n>`; with positions, as `_allowed_position_<n>` and
        `_allowed_position_relative_<n>`.
        """
        frames = [self._allowed(history), team_form(history, "opponent", "opponent", self.form, self.windows)]
        if history.has_positions:
            frames.append(self._by_position(history))
        return pl.concat(frames, how="horizontal")

    def _allowed(self, history: History) -> pl.DataFrame:
        stats = history.stats(self.stats)

        def expressions(window: int) -> Iterator[pl.Expr]:
            for stat in stats:
                yield mean(pl.col(stat), window).alias(f"{stat}_allowed_{window}")
            yield pooled(*effective_shooting(), window).alias(f"shooting_allowed_{window}")

        allowed = history.by("opponent").latest(*map(expressions, self.windows))
        league = history.by("season").latest(
            so_far(pl.col(stat), pl.lit(TEAMS_IN_A_GAME)).alias(stat) for stat in stats
        )
        return _with_relative(allowed, league, "allowed", self.windows)

    def _by_position(self, history: History) -> pl.DataFrame:
        stats, window = history.stats(self.position_stats), self.position_window
        allowed = history.by("opponent", "position").latest(
            pooled(pl.col(stat), pl.col("minutes"), window).alias(f"{stat}_allowed_position_{window}")
            for stat in stats
        )
        league = history.by("season", "position").latest(
            so_far(pl.col(stat), pl.col("minutes")).alias(stat) for stat in stats
        )
        return _with_relative(allowed, league, "allowed_position", [window])


def _with_relative(values: pl.DataFrame, league: pl.DataFrame, what: str, windows: list[int]) -> pl.DataFrame:
    """Add `<stat>_<what>_relative_<n>`: what was allowed, divided by the league's mean of the stat."""
    relative = (
        ratio(pl.lit(values[f"{stat}_{what}_{n}"]), pl.lit(league[stat])).alias(f"{stat}_{what}_relative_{n}")
        for n in windows
        for stat in league.columns
    )
    return values.with_columns(relative)
