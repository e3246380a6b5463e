"""`block=vacated_by_role`: what bigs, wings and guards who are out tonight leave to the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, at_least, each, require
from nba_props.features.base import Block
from nba_props.features.block._expressions import ratio
from nba_props.features.block._mates import ROW, of_mates, of_opponent
from nba_props.features.history import History

ROLES = ("big", "wing", "guard")
MIDDLE, WIDTH = 0.7, 0.2
"""The part of play near the rim that makes a wing, and how far from it a player is a big or a guard alone."""


@component("block", "vacated_by_role")
@dataclass
class VacatedByRole(Block):
    """Minutes and possessions vacated and played tonight by role, on both sides.

    A role is read off the box scores of the team's last games: of rebounds, blocks (counted twice)
    and assists together, bigs have few assists and guards many. Between them a player is partly one and
    partly a wing, so that nobody changes his role from one game to the next. The rotation, and what it
    vacates, are as in `teammates_out`.
    """

    needs_absences: ClassVar[bool] = True

    windows: list[int] = field(default_factory=lambda: [10, 40])
    least_minutes: float = 12.0

    def __post_init__(self) -> None:
        require(self, windows=each(at_least(1)), least_minutes=above(0))

    def features(self, history: History) -> pl.DataFrame:
        """Columns `<stat>_vacated_<role>`, also as `opponent_...`, `minutes_active_<role>`, `role_<role>`.

        `minutes_vacated_same_role` and `minutes_active_same_role` weigh the roles of mates by the row's own:
        null for a player who is not on the roster. All names end in the window, `..._<n>`.
        """
        return pl.concat((self._within(history, window) for window in self.windows), how="horizontal")

    def _within(self, history: History, window: int) -> pl.DataFrame:
        rotation = with_roles(history.rotation(window, self.least_minutes, _STATS)).select(
            *ROW,
            *((pl.col("p_out") * pl.col(s) * pl.col(r)).alias(f"{s}_vacated_{r}") for s, r in _PAIRS),
            *(((1 - pl.col("p_out")) * pl.col("minutes") * pl.col(r)).alias(active(r)) for r in ROLES),
        )
        names = [f"{stat}_vacated_{role}" for stat, role in _PAIRS]
        mates = of_mates(history, rotation, [*names, *map(active, ROLES)])
        own = history.pregame.select(ROW).join(
            with_roles(history.roster(window, _STATS)), on=ROW, how="left", maintain_order="left"
        )
        both = pl.concat([own.select(ROLES), mates], how="horizontal")
        frames = [
            mates,
            of_opponent(history, rotation, names),
            both.select(
                *(pl.col(role).alias(f"role_{role}") for role in ROLES),
                *(_same_role(f"minutes_{state}") for state in ("vacated", "active")),
            ),
        ]
        return pl.concat(frames, how="horizontal").select(pl.all().name.suffix(f"_{window}"))


_STATS = ["minutes", "possessions", "rebounds", "assists", "blocks"]
_PAIRS = [(stat, role) for stat in ("minutes", "possessions") for role in ROLES]


def with_roles(roster: pl.DataFrame) -> pl.DataFrame:
    """Add a column for each role, the part of it that a player has; a wing whole who has done nothing yet.

    Null where his rebounds, blocks or assists are unknown.
    """
    at_rim = pl.col("rebounds") + 2 * pl.col("blocks")
    done = at_rim + pl.col("assists")
    middle = pl.when(done.is_not_null()).then(0.0)
    lean = ((ratio(at_rim, done) - MIDDLE) / WIDTH).fill_null(middle).clip(-1, 1)
    return roster.with_columns(
        lean.clip(0, 1).alias("big"), (1 - lean.abs()).alias("wing"), (-lean).clip(0, 1).alias("guard")
    )


def active(role: str) -> str:
    """Return the column of the minutes that mates of a role play tonight."""
    return f"minutes_active_{role}"


def _same_role(stem: str) -> pl.Expr:
    """Sum what is of each role, weighted by the row's own part of it; null where that is unknown."""
    weighted = (pl.col(role) * pl.col(f"{stem}_{role}") for role in ROLES)
    return pl.sum_horizontal(weighted, ignore_nulls=False).alias(f"{stem}_same_role")
