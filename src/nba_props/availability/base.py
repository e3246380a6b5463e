"""What an availability input is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import polars as pl

    from nba_props.data.dataset import Dataset


@dataclass
class Availability:
    """Base of `availability=` options."""

    label: ClassVar[str | None] = None
    """What every figure made with this input must carry, when it uses more than was known before tip-off."""

    needs_reports: ClassVar[bool] = False
    """Whether it reads `Dataset.reports`."""

    def out(self, data: Dataset) -> pl.DataFrame | None:
        """Players known to be out: columns `date`, `team`, `player_id`; None when nothing is known.

        It is computed once from the whole data set and then held fixed: it is an input, not a feature.
        """
        raise NotImplementedError
