"""`block=role`: the player's place in his team, judged by its recent games alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import at_least, each, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import mean, pooled
from nba_props.features.history import History

_ROW = ("team", "date", "player_id")


@component("block", "role")
@dataclass
class Role(Block):
    """Starts, part of the team's minutes, and ranks within the roster of its last `roster_games` games.

    The roster is who played in those games (see `nba_props.availability.roster`): who else has a row tonight
    is an outcome, and a rank among them would tell who sits. Ranks are by means per game played, 1 the
    highest.
    """

    windows: list[int] = field(default_factory=lambda: [10])
    ranks: list[str] = field(default_factory=lambda: ["minutes", "possessions"])
    roster_games: int = 10

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)), roster_games=at_least(1))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `starter_share_<n>`, `minutes_share_<n>`, `<stat>_rank_<n>`, `games_missed_<n>`, ...

        `missed_in_a_row` counts the team's games since he last played for it. Ranks and missed games are null
        for a player who is not on the roster, such as one who was just traded.
        """
        past = history.by("player_id").latest(
            *([_starts(window), _minutes_share(window)] for window in self.windows)
        )
        return pl.concat([past, self._in_roster(history)], how="horizontal")

    def _in_roster(self, history: History) -> pl.DataFrame:
        n, stats = self.roster_games, history.stats(self.ranks)
        members = history.roster(n, stats).select(
            *_ROW,
            *(
                pl.col(s).round(9).rank("min", descending=True).over("team", "date").alias(f"{s}_rank_{n}")
                for s in stats
            ),
            (pl.col("team_games") - pl.col("games")).alias(f"games_missed_{n}"),
            "missed_in_a_row",
        )
        rows = history.pregame.select(_ROW).join(members, on=_ROW, how="left", maintain_order="left")
        return rows.drop(_ROW)


def _starts(window: int) -> pl.Expr:
    return mean(pl.col("starter"), window).alias(f"starter_share_{window}")


def _minutes_share(window: int) -> pl.Expr:
    on_floor = pl.col("team_minutes") / 5
    return pooled(pl.col("minutes"), on_floor, window).alias(f"minutes_share_{window}")
