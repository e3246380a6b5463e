"""What the books say before a bet is made: inputs of feature blocks that no later quote may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from nba_props.data.dataset import Dataset


@dataclass(frozen=True)
class Prices:
    """Books' lines as of the moment of the bet; None where no block asks for them.

    `games`: one row per game: `game_id`, the `home` team, `margin` (the points by which it is expected to
    win), `total` (of both teams' points) and `home_win` (the no-vig probability).

    `lines`: one row per player-game and market: `game_id`, `player_id`, `market`, the agreed `line`, its
    `novig_over`, the `median` that both imply, how many `books` quote, their `disagreement` (the highest
    median of a book less the lowest), and `move` (the median less that of the books' first quotes).
    """

    games: pl.DataFrame | None = None
    lines: pl.DataFrame | None = None


class PriceSource(Protocol):
    """Makes the prices of a data set; the proof tries it with other quotes after the bets."""

    def before_bets(self, data: Dataset) -> Prices:
        """Return what the books say before the bets are made."""

    def moments(self, data: Dataset) -> pl.DataFrame:
        """Return when the bet on each player-game is made: `game_id`, `player_id`, `moment`."""

    def game_moments(self, data: Dataset) -> pl.DataFrame:
        """Return up to when lines on each game that has any are seen: `game_id`, `moment`."""


class NewsSource(Protocol):
    """Says which reports count; the proof tries it with others after the bets."""

    def until(self, data: Dataset) -> pl.DataFrame:
        """Return up to when reports of each game count: `game_id`, `moment`."""
