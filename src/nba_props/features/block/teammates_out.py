"""`block=teammates_out`: what those who are out tonight leave to the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, at_least, require
from nba_props.features.base import Block
from nba_props.features.block._mates import ROW, of_mates, of_opponent, sums
from nba_props.features.history import History

PLAYERS = "players"
"""The stat that counts heads."""


@component("block", "teammates_out")
@dataclass
class TeammatesOut(Block):
    """Minutes, possessions and stats vacated tonight by rotation players, and how unusual that is.

    The rotation is who averaged `least_minutes` or more, when he played, over the team's last `games` games.
    A player vacates what he averaged per game played, times the probability that he sits.

    The recent norm is the mean that the same men vacated over those games: each one's average times the share
    of them that he missed. `excess` is tonight's less the norm; it is below 0 when somebody returns.
    """

    needs_absences: ClassVar[bool] = True

    stats: list[str] = field(
        default_factory=lambda: ["minutes", "possessions", "rebounds", "assists", "target"]
    )
    opponent_stats: list[str] = field(default_factory=lambda: ["minutes", "possessions"])
    position_stats: list[str] = field(default_factory=lambda: ["minutes"])
    games: int = 10
    least_minutes: float = 12.0

    def __post_init__(self) -> None:
        require(self, games=at_least(1), least_minutes=above(0))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `players_vacated` and `<stat>_vacated`, each also `_excess`; stats also as `opponent_...`.

        With positions also `<stat>_vacated_position` by those who play the row's own. The row's own player is
        never counted.
        """
        rotation = self._rotation(history)
        own, opponent = history.stats(self.stats), history.stats(self.opponent_stats)
        names = [make(name) for name in (PLAYERS, *own) for make in (vacated, excess)]
        theirs = [make(name) for name in opponent for make in (vacated, excess)]
        frames = [of_mates(history, rotation, names), of_opponent(history, rotation, theirs)]
        if history.has_positions:
            frames.append(_at_position(history, rotation, history.stats(self.position_stats)))
        return pl.concat(frames, how="horizontal")

    def _rotation(self, history: History) -> pl.DataFrame:
        """One row per team, date and rotation player: what he vacates tonight, and that less the norm."""
        stats = history.stats(["minutes", *self.stats, *self.opponent_stats, *self.position_stats])
        missed = 1 - pl.col("games") / pl.col("team_games")
        amounts = {PLAYERS: pl.lit(1.0), **{s: pl.col(s) for s in stats}}
        return history.rotation(self.games, self.least_minutes, stats).select(
            *ROW,
            "position",
            *((pl.col("p_out") * amount).alias(vacated(name)) for name, amount in amounts.items()),
            *(((pl.col("p_out") - missed) * amount).alias(excess(name)) for name, amount in amounts.items()),
        )


def vacated(name: str) -> str:
    """Return the column of what is vacated of a stat."""
    return f"{name}_vacated"


def excess(name: str) -> str:
    """Return the column of what is vacated of a stat beyond the recent norm."""
    return f"{name}_vacated_excess"


def _at_position(history: History, rotation: pl.DataFrame, stats: list[str]) -> pl.DataFrame:
    """Return what is vacated by men of the row's position.

    0 where none of them is out, null where it is unknown.
    """
    columns = [vacated(name) for name in stats]
    rows = history.pregame.select(*ROW, "position")
    same = sums(rows, rotation, ["team", "date", "position"], columns)
    known = sums(rows, rotation, ["team", "date"], columns)
    himself = [*ROW, "position"]  # of the rotation by another position, he is not among those summed up
    own = rows.join(rotation.select(*himself, *columns), on=himself, how="left", maintain_order="left")
    return pl.DataFrame(
        pl.select(
            pl.when(rows["position"].is_not_null() & known[c].is_not_null())
            .then(same[c].fill_null(0.0) - own[c].fill_null(0.0))
            .alias(f"{c}_position")
            for c in columns
        )
    )
