"""`games=data`, `lines=data`, `reports=data`: from where `data=` says."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.data.sources import GamesSource, LinesSource, ReportsSource


@component("games", "data")
@dataclass
class GamesOfData(GamesSource):
    """The games of `data=`."""

    def chosen_over(self, own: GamesSource) -> GamesSource:
        """Return the games of `data=`."""
        return own


@component("lines", "data")
@dataclass
class LinesOfData(LinesSource):
    """The lines of `data=`."""

    def chosen_over(self, own: LinesSource | None) -> LinesSource | None:
        """Return the lines of `data=`, where it has any."""
        return own


@component("reports", "data")
@dataclass
class ReportsOfData(ReportsSource):
    """The injury reports of `data=`."""

    def chosen_over(self, own: ReportsSource | None) -> ReportsSource | None:
        """Return the reports of `data=`, where it has any."""
        return own
