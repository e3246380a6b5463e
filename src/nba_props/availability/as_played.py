"""`availability=as_played`: who sat out, read off the box scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from nba_props.availability.base import WHO, Availability
from nba_props.availability.candidates import candidates
from nba_props.core.component import component
from nba_props.data.dataset import Dataset


@component("availability", "as_played")
@dataclass
class AsPlayed(Availability):
    """Takes who did not play for who was known to be out: the best that a perfect report could do.

    Some of it was not known before tip-off, and players left on the bench count as out, as do men who have
    left and have not played elsewhere yet. Games that have not been played have nobody out.
    """

    label: ClassVar[str | None] = "who played (known only afterwards)"

    def out(self, data: Dataset) -> pl.DataFrame:
        """Return the members of the roster, last season's before the first game, without an outcome."""
        return candidates(data).filter("sat").select(*WHO, pl.lit(1.0).alias("p_out"))
