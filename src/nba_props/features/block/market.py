"""`block=market`: what the books expect of the player."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.keys import BOOK_MEDIAN, PLAYER_GAME
from nba_props.core.rules import each, require
from nba_props.errors import NBAPropsError
from nba_props.features.base import Block
from nba_props.features.history import History


@component("block", "market")
@dataclass
class MarketLines(Block):
    """The books' own lines on the player, as they stood when the bet is made.

    Whoever uses it predicts with the books' help: his error is that of a correction of the line, and is to be
    compared with the line's. Player-games without a line stay empty. `markets`: other markets in which the
    player's lines are looked up.
    """

    needs_lines: ClassVar[bool] = True

    markets: list[str] = field(default_factory=lambda: ["points", "rebounds", "assists", "threes", "pra"])

    def __post_init__(self) -> None:
        require(self, markets=each(lambda name: None if name.isidentifier() else "a market's name", least=0))

    @property
    def markets_looked_up(self) -> list[str]:
        """The other markets."""
        return self.markets

    def unknown_stats(self, market: str) -> list[str]:  # noqa: ARG002
        """No line: `markets` are no stats."""
        return []

    def features(self, history: History) -> pl.DataFrame:
        """Columns `book_line`, `book_median`, `book_over`, `books`, `book_disagreement` and `book_move`.

        `book_over` is the no-vig probability. With other markets `book_median_<market>` and, for the parts of
        a market that adds up several stats, `book_parts_excess`: by how much the parts' medians add up to
        more than the market's own.

        Raises:
            NBAPropsError: there are no lines.
        """
        lines = history.prices.lines
        if lines is None:
            raise NBAPropsError("market needs the books' lines; name them in data.prop_lines")
        rows = history.pregame.select(PLAYER_GAME)
        own = lines.filter(pl.col("market") == history.market).select(
            *PLAYER_GAME,
            book_line="line",
            **{BOOK_MEDIAN: "median"},
            book_over="novig_over",
            books="books",
            book_disagreement="disagreement",
            book_move="move",
        )
        found = _joined(rows, own)
        others = [name for name in self.markets if name != history.market]
        medians = {name: _median(rows, lines, name) for name in (*others, *history.parts)}
        found = found.with_columns(medians[name].alias(f"{BOOK_MEDIAN}_{name}") for name in others)
        if len(history.parts) > 1:
            parts = pl.sum_horizontal([pl.lit(medians[name]) for name in history.parts], ignore_nulls=False)
            found = found.with_columns((parts - pl.col(BOOK_MEDIAN)).alias("book_parts_excess"))
        return found


def _joined(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    return rows.join(lines, on=PLAYER_GAME, how="left", maintain_order="left").drop(PLAYER_GAME)


def _median(rows: pl.DataFrame, lines: pl.DataFrame, market: str) -> pl.Series:
    """Return the books' median in another market; null where the player has no line in it."""
    of_market = lines.filter(pl.col("market") == market).select(*PLAYER_GAME, "median")
    return _joined(rows, of_market)["median"]
