"""What a feature block is."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar

from omegaconf import MISSING

import nba_props.core.loaded_source  # noqa: F401 - from here on it is known when one's own modules are loaded
from nba_props.core.component import component
from nba_props.data.schemas import POSTGAME_COLUMNS
from nba_props.errors import did_you_mean
from nba_props.features.selection import FeatureSelection

if TYPE_CHECKING:
    import polars as pl

    from nba_props.features.history import History


TEAM_STATS = [*(c for c in POSTGAME_COLUMNS if c not in ("won", "plus_minus")), "possessions"]
STATS = (*POSTGAME_COLUMNS, "possessions", "starter", *(f"team_{stat}" for stat in TEAM_STATS))
"""What `History` knows of past games; blocks may also say `target` or the market's name."""


@dataclass
class Block:
    """Base of `block=` options: a group of features that share an idea and its settings.

    `features` returns one row per row of `history.pregame`, in its order, with one column per feature. It may
    use `history.pregame` of the row itself and, through `history.by(...)`, what happened on earlier dates.
    Missing history stays null.
    """

    needs_absences: ClassVar[bool] = False
    """Whether the block reads `history.out`, and so needs an availability input."""

    needs_game_lines: ClassVar[bool] = False
    """Whether the block reads `history.prices.games`: spreads, totals and moneylines."""

    needs_lines: ClassVar[bool] = False
    """Whether the block reads `history.prices.lines`: the books' lines on players."""

    @property
    def markets_looked_up(self) -> list[str]:
        """Markets besides the run's own whose lines the block reads."""
        return []

    def unknown_stats(self, market: str) -> list[str]:
        """Return a line for each name that is no stat, in any of the block's fields of type `list[str]`."""
        known = {*STATS, "target", market}
        lists = [f.name for f in fields(self) if f.type == "list[str]"]
        wrong = [(name, stat) for name in lists for stat in getattr(self, name) if stat not in known]
        return [f"{name}: {stat} is no stat; {did_you_mean(stat, known)}" for name, stat in wrong]

    def features(self, history: History) -> pl.DataFrame:
        """Compute the block's features."""
        raise NotImplementedError


@component("features")
@dataclass
class Features:
    """A feature set: named blocks, perhaps a selection inside each fold, and the leakage proof on demand."""

    name: str = MISSING
    blocks: dict[str, Block] = field(default_factory=dict)
    selection: FeatureSelection = field(default_factory=FeatureSelection)
    prove: bool = False
