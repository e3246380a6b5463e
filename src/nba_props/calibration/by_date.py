"""The maps that lines were calibrated by, day after day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from nba_props.calibration.base import FittedCalibration
from nba_props.core.arrays import Dates, Floats
from nba_props.core.by_date import answers_by_date, entry_on
from nba_props.core.serialization import Plain


@dataclass(frozen=True)
class CalibrationByDate(Plain):
    """What was known on each date: `maps[i]` holds from the date `since[i]` (such as 2024-03-20) on.

    Dates rise, and there is at least one. Before the first date the first map holds; where the date is not
    known, the last one: it has learnt from everything.
    """

    since: list[str]
    maps: list[FittedCalibration]

    def over(self, p: Floats, dates: Dates) -> Floats:
        """P(over) among outcomes that are no push, by the map of each date, NaT where it is not known: [n].

        Args:
            p: the same as the distribution gives it: [n]; NaN stays NaN.
            dates: [n].
        """
        return answers_by_date(self.since, dates, lambda i, own: self.maps[i].transform(p[own]))

    def after(self, date: dt.date) -> CalibrationByDate:
        """Return the maps that hold from a date on."""
        first = int(entry_on(self.since, np.array([date], "datetime64[D]"))[0])
        return CalibrationByDate(self.since[first:], self.maps[first:])
