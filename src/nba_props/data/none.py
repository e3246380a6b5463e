"""`lines=none`, `reports=none`: left out, whatever `data=` has."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.data.sources import LinesSource, ReportsSource


@component("lines", "none")
@dataclass
class NoLines(LinesSource):
    """No lines: a model is judged by its errors alone, and no bets are made."""

    def chosen_over(self, own: LinesSource | None) -> None:  # noqa: ARG002
        """Return no source."""
        return


@component("reports", "none")
@dataclass
class NoReports(ReportsSource):
    """No injury reports."""

    def chosen_over(self, own: ReportsSource | None) -> None:  # noqa: ARG002
        """Return no source."""
        return
