"""The maps that lines were calibrated by, day after day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nba_props.calibration.apply import calibrated_at_lines
from nba_props.calibration.base import FittedCalibration, Floats
from nba_props.plain import Plain


@dataclass(frozen=True)
class CalibrationByDate(Plain):
    """What was known on each date: `maps[i]` holds from the date `since[i]` (such as 2024-03-20) on.

    Dates rise, and there is at least one. Before the first date the first map holds; where the date is not
    known, the last one: it has learnt from everything.
    """

    since: list[str]
    maps: list[FittedCalibration]

    def at_lines(
        self, p_over: Floats, p_push: Floats, dates: NDArray[np.datetime64]
    ) -> tuple[Floats, Floats]:
        """`calibrated_at_lines` by the map of each date, NaT where it is not known: [n] each."""
        over, under = np.full(len(p_over), np.nan), np.full(len(p_over), np.nan)
        number = self._number(dates)
        for i in np.unique(number):
            own = number == i
            over[own], under[own] = calibrated_at_lines(self.maps[i], p_over[own], p_push[own])
        return over, under

    def _number(self, dates: NDArray[np.datetime64]) -> NDArray[np.intp]:
        """Which map holds on each date; NaT comes after all dates."""
        since = np.array(self.since, "datetime64[D]")
        return np.maximum(np.searchsorted(since, dates.astype("datetime64[D]"), side="right") - 1, 0)
