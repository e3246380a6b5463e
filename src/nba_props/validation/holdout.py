"""`validation=holdout`: one fit, tested on everything after a date or on one season."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.rules import days, iso_date, optional, require
from nba_props.errors import ConfigError, DataError
from nba_props.validation.base import Fold, Validation, Window, check_trainable, steps_back, with_games
from nba_props.validation.calendar import Calendar


@component("validation", "holdout")
@dataclass
class Holdout(Validation):
    """Test on all games from `first_test` on, or on `test_season` (default: the last season with outcomes).

    The `warmup_days` up to the last game before the test period are predicted by one earlier fit.
    """

    first_test: str | None = None
    test_season: str | None = None
    warmup_days: int = 28

    def __post_init__(self) -> None:
        require(self, first_test=optional(iso_date), warmup_days=days(0))
        if self.first_test and self.test_season:
            raise ConfigError(
                f"test_season={self.test_season}: must not be set beside first_test={self.first_test}"
            )

    def folds(self, calendar: Calendar) -> list[Fold]:
        """Return the warm-up fold, if any, and the test fold."""
        test = self._test(calendar)
        warmup = steps_back(calendar.end_before(test.start), self.warmup_days, 1) if self.warmup_days else []
        windows = with_games([*warmup, test], calendar)
        folds = [
            Fold(number, calendar.first, w.start, w.start, w.end, w.warmup)
            for number, w in enumerate(windows, start=1)
        ]
        keys = f"validation.first_test={test.start}, validation.warmup_days={self.warmup_days}"
        return check_trainable(folds, calendar, keys)

    def _test(self, calendar: Calendar) -> Window:
        if not self.first_test:
            name = self.test_season or calendar.last_season
            return Window(*calendar.season(name, "validation.test_season"))
        start = dt.date.fromisoformat(self.first_test)
        if not calendar.any_games(start, calendar.end):
            raise DataError(f"validation.first_test={start}: no game to test on; {calendar.extent()}")
        return Window(start, calendar.end)
