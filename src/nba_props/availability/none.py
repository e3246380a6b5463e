"""`availability=none`: nothing is known about tonight's line-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nba_props.availability.base import Availability
from nba_props.core.component import component
from nba_props.data.dataset import Dataset


@component("availability", "none")
@dataclass
class NoAvailability(Availability):
    """No availability input; blocks that need one are refused."""

    has_news: ClassVar[bool] = False

    def out(self, data: Dataset) -> None:  # noqa: ARG002
        """Nothing is known."""
        return
