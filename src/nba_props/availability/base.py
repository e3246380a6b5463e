"""What an availability input is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import polars as pl

    from nba_props.data.dataset import Dataset


WHO = ("date", "team", "player_id")
"""The columns that name a player of a team on a date."""


@dataclass
class Availability:
    """Base of `availability=` options."""

    label: ClassVar[str | None] = None
    """What every figure made with this input must carry, when it uses more than was known before tip-off."""

    needs_reports: ClassVar[bool] = False
    """Whether it reads `Dataset.reports`."""

    has_news: ClassVar[bool] = True
    """Whether it may know more than was known the day before, and so than the first prices."""

    def out(self, data: Dataset) -> pl.DataFrame | None:
        """Who may sit out: columns `date`, `team`, `player_id` and `p_out`, one row for each of them.

        `p_out` is the probability that he does, 1 when it is certain; who has no row is taken to play. None
        when nothing is known. Without a `label` it holds what was known before each date's games, which the
        leakage proof tries; with one it is an input that is held fixed. All reports of the data are read:
        who calls it leaves out those that are later than the bets.
        """
        raise NotImplementedError
