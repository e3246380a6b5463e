"""`validation=holdout`: one fit, tested on everything after a date or on one season."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.rules import days, iso_date, optional, require
from nba_props.errors import ConfigError, DataError
from nba_props.validation.base import (
    Fold,
    Validation,
    Window,
    check_trainable,
    default_start,
    note_on_start,
    steps_back,
    with_a_past,
    with_games,
)
from nba_props.validation.calendar import Calendar

PAST = 0.8
"""The share of the dates that the one fit is trained on where there is one season only."""


@component("validation", "holdout")
@dataclass
class Holdout(Validation):
    """Test on all games from `first_test` on, or on `test_season` (default: the last season with outcomes).

    Where nothing was played before that last season, its last fifth is tested; with `last_days`, so many days
    before the end of the outcomes at most. The `warmup_days` up to the last game before the test period are
    predicted by one earlier fit.
    """

    first_test: str | None = None
    last_days: int | None = None
    test_season: str | None = None
    warmup_days: int = 28

    def __post_init__(self) -> None:
        require(
            self,
            first_test=optional(iso_date),
            last_days=optional(days(1)),
            warmup_days=days(0),
        )
        if self.first_test and self.test_season:
            raise ConfigError(
                f"test_season={self.test_season}: must not be set beside first_test={self.first_test}"
            )

    def folds(self, calendar: Calendar) -> list[Fold]:
        """Return the warm-up fold, if any, and the test fold."""
        test = self._test(calendar)
        warmup = steps_back(calendar.end_before(test.start), self.warmup_days, 1) if self.warmup_days else []
        if not self._is_set:
            warmup = with_a_past(warmup, calendar)
        windows = with_games([*warmup, test], calendar)
        folds = [
            Fold(number, calendar.first, w.start, w.start, w.end, w.warmup)
            for number, w in enumerate(windows, start=1)
        ]
        keys = f"validation.first_test={test.start}, validation.warmup_days={self.warmup_days}"
        return check_trainable(folds, calendar, keys)

    def note(self, calendar: Calendar) -> str | None:
        """Say where the test period begins, where that is no setting and no season's start."""
        return None if self._is_set else note_on_start(calendar, self._test(calendar).start, self.last_days)

    @property
    def _is_set(self) -> bool:
        """Whether the settings name the test period."""
        return bool(self.first_test or self.test_season)

    def _test(self, calendar: Calendar) -> Window:
        if self.test_season:
            return Window(*calendar.season(self.test_season, "validation.test_season"))
        if not self.first_test:
            _, end = calendar.season(calendar.last_season, "season")
            return Window(default_start(calendar, PAST, self.last_days), end)
        start = dt.date.fromisoformat(self.first_test)
        if not calendar.any_games(start, calendar.end):
            raise DataError(f"validation.first_test={start}: no game to test on; {calendar.extent()}")
        return Window(start, calendar.end)
