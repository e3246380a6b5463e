"""`block=game_lines`: what the books expect of the game: who wins, by how much, and how many points fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.errors import NBAPropsError
from nba_props.features.base import Block
from nba_props.features.block._expressions import mean, pace, pooled
from nba_props.features.history import History


@component("block", "game_lines")
@dataclass
class GameLines(Block):
    """Spread, total and moneyline, seen from the player's team, as they stood when the bet is made.

    A team's implied total is half of the game's total and half of its expected margin. Expected margins and
    their squares tell of blow-outs, which take minutes from starters. `window`: over how many of both teams'
    games the usual points and the pace are averaged that the lines are compared with.
    """

    needs_game_lines: ClassVar[bool] = True

    window: int = 20

    def __post_init__(self) -> None:
        require(self, window=at_least(1))

    def features(self, history: History) -> pl.DataFrame:
        """Columns of the line itself, and of how it differs from what is usual.

        `game_total`, `expected_margin`, `expected_margin_squared`, `win_probability`, `implied_total` and
        `opponent_implied_total`; `implied_total_excess` (over the team's mean), `game_total_excess` (over the
        mean of both), and `implied_points_per_possession`, at the mean pace of both teams.

        Raises:
            NBAPropsError: there are no lines on games.
        """
        if history.prices.games is None:
            raise NBAPropsError("game_lines needs spreads and totals; name them in data.game_lines")
        lines = _from_the_team(history.pregame, history.prices.games)
        usual = [self._usual(history, whose) for whose in ("team", "opponent")]
        return lines.with_columns(
            (lines["implied_total"] - usual[0]["points"]).alias("implied_total_excess"),
            (lines["game_total"] - usual[0]["both"] / 2 - usual[1]["both"] / 2).alias("game_total_excess"),
            (lines["implied_total"] / ((usual[0]["pace"] + usual[1]["pace"]) / 2)).alias(
                "implied_points_per_possession"
            ),
        )

    def _usual(self, history: History, whose: str) -> pl.DataFrame:
        """Return a team's mean points, those of its games by both sides, and its pace."""
        past = history.by(team=whose)
        against = history.by(opponent=whose)
        own = past.latest(
            mean(pl.col("points"), self.window).alias("points"), pooled(*pace(), self.window).alias("pace")
        )
        allowed = against.latest(mean(pl.col("points"), self.window).alias("allowed"))["allowed"]
        return own.with_columns(both=own["points"] + allowed)


def _from_the_team(pregame: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """Return the lines as each row's team sees them."""
    found = pregame.select("game_id", "team").join(games, on="game_id", how="left", maintain_order="left")
    own = pl.col("team") == pl.col("home")  # on neutral ground nobody is at home, but the lines name a team
    margin, total = pl.when(own).then("margin").otherwise(-pl.col("margin")), pl.col("total")
    win = pl.when(own).then("home_win").otherwise(1 - pl.col("home_win"))
    return found.select(
        game_total=total,
        expected_margin=margin,
        expected_margin_squared=margin**2,
        win_probability=win,
        implied_total=(total + margin) / 2,
        opponent_implied_total=(total - margin) / 2,
    )
