"""What a feature block is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from omegaconf import MISSING

from nba_props.component import component
from nba_props.features.selection import Selection

if TYPE_CHECKING:
    import polars as pl

    from nba_props.features.history import History


@dataclass
class Block:
    """Base of `block=` options: a group of features that share an idea and its settings.

    `features` returns one row per row of `history.pregame`, in its order, with one column per feature. It may
    use `history.pregame` of the row itself and, through `history.by(...)`, what happened on earlier dates.
    Missing history stays null.
    """

    needs_absences: ClassVar[bool] = False
    """Whether the block reads `history.out`, and so needs an availability input."""

    def features(self, history: History) -> pl.DataFrame:
        """Compute the block's features."""
        raise NotImplementedError


@component("features")
@dataclass
class Features:
    """A feature set: named blocks, an optional selection inside each fold, and the leakage proof on demand."""

    name: str = MISSING
    blocks: dict[str, Block] = field(default_factory=dict)
    selection: Selection = field(default_factory=Selection)
    prove: bool = False
