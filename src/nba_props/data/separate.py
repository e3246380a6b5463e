"""`data=separate`: nothing of its own; `games=`, `lines=` and `reports=` say where the tables come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nba_props.core.component import component
from nba_props.data.dataset import DataSource
from nba_props.data.of_data import GamesOfData
from nba_props.data.sources import Sources


@component("data", "separate")
@dataclass
class Separate(DataSource):
    """Games that `games=` names; lines and reports only where `lines=` and `reports=` name some."""

    has_games: ClassVar[bool] = False

    def sources(self) -> Sources:
        """Return no source of its own."""
        return Sources(GamesOfData())

    @property
    def no_reports(self) -> str:
        """The message that names the way out."""
        return "needs injury reports; choose where they come from, such as reports=files"
