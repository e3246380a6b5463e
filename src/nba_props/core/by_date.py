"""Entries that hold from a date on: which of them holds when, and what each says of its own dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nba_props.core.arrays import Bools, Dates, Floats


def entry_on(since: Sequence[str], dates: Dates) -> NDArray[np.intp]:
    """Return the number of the entry that holds on each date: [n].

    Before the first date it is the first entry; where the date is not known (NaT), the last one.

    Args:
        since: the dates from which the entries hold, such as 2024-03-20, ascending; at least one.
        dates: [n].
    """
    starts = np.array(since, "datetime64[D]")
    return np.maximum(np.searchsorted(starts, dates.astype("datetime64[D]"), side="right") - 1, 0)


def answers_by_date(since: Sequence[str], dates: Dates, answer: Callable[[int, Bools], Floats]) -> Floats:
    """Return what the entry that holds on each date says: [n].

    Args:
        since: as `entry_on` takes it.
        dates: [n].
        answer: what an entry, by number, says of the rows [n] that are its own: one figure for each of them.
    """
    number, answers = entry_on(since, dates), np.full(len(dates), np.nan)
    for entry in np.unique(number):
        own = number == entry
        answers[own] = answer(int(entry), own)
    return answers
