"""`availability=expected`: how likely each player is to sit out, by what was known the day before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from nba_props.availability.base import WHO, Availability
from nba_props.availability.candidates import candidates, design
from nba_props.core.arrays import Floats, Ints
from nba_props.core.component import component
from nba_props.core.logistic import posterior_mode
from nba_props.core.rules import days, require
from nba_props.data.dataset import Dataset

PRIOR_SD = 2.5
PRIOR = {"constant": -2.2, "missed_1": 3.9}
"""Log-odds before anything was seen: one in ten sits who played last time, and five in six who did not."""


@component("availability", "expected")
@dataclass
class Expected(Availability):
    """The probability that a player of the roster sits out, from who sat out on earlier dates and no news.

    A logistic regression on the length of the absence so far, the part of the team's latest games that he
    missed, his role, days since he played, back-to-backs and the calendar (see
    `nba_props.availability.candidates`). It is fitted anew every `refit_days` days on the `window_days` days
    before, so that each probability is out of fold. A player whose latest game was for another team is no
    member of a roster.
    """

    has_news: ClassVar[bool] = False

    refit_days: int = 60
    window_days: int = 730

    def __post_init__(self) -> None:
        require(self, refit_days=days(1), window_days=days(1))

    def out(self, data: Dataset) -> pl.DataFrame:
        """Return all members of rosters with the probability that they sit out."""
        rows = candidates(data)
        return rows.select(*WHO, pl.Series("p_out", self.probabilities(rows)))

    def probabilities(self, rows: pl.DataFrame) -> Floats:
        """Return the probability that each candidate sits out, by fits on earlier dates: [n]."""
        from scipy.special import expit

        names, X = design(rows)
        day = rows["date"].to_physical().cast(pl.Int64).to_numpy()
        known = rows["sat"].is_not_null().to_numpy()
        sat = rows["sat"].fill_null(value=False).cast(pl.Float64).to_numpy()
        centre = np.array([PRIOR.get(name, 0.0) for name in names])
        precision = np.full(len(names), PRIOR_SD**-2)
        beta, p = centre, np.empty(rows.height)
        for start, end in self._periods(day):
            past = np.flatnonzero(known & (day >= start - self.window_days) & (day < start))
            weight = np.ones(len(past))
            beta, _ = posterior_mode(
                X[past], sat[past], weight, centre=centre, precision=precision, start=beta
            )
            now = slice(*np.searchsorted(day, [start, end]))
            p[now] = expit(X[now] @ beta)
        return p

    def _periods(self, day: Ints) -> Iterator[tuple[int, int]]:
        """Days from which one fit serves, and up to which; such without a candidate are left out."""
        for start in range(int(day.min(initial=0)), int(day.max(initial=-1)) + 1, self.refit_days):
            if np.searchsorted(day, start) < np.searchsorted(day, start + self.refit_days):
                yield start, start + self.refit_days
