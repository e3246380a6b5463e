"""`validation=walk_forward`: go through the test period step by step, trained on what came before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from nba_props.core.component import component
from nba_props.core.rules import between, days, iso_date, optional, require
from nba_props.errors import ConfigError, DataError
from nba_props.validation.base import (
    Fold,
    Validation,
    Window,
    check_trainable,
    default_start,
    note_on_start,
    steps,
    steps_back,
    with_a_past,
    with_games,
)
from nba_props.validation.calendar import Calendar

PAST = 0.5
"""The share of the dates that comes before the first test where there is one season only."""


class Refit(Enum):
    """What a fold after the first does with boosted trees: fit them anew, or add to the first fit."""

    full = "full"
    update = "update"


class Train(Enum):
    """What each fit is trained on: everything before it, or the last `window_days`."""

    expanding = "expanding"
    rolling = "rolling"


MOST_WARMUP = 1000
"""The most warm-up folds; where they reach back before the first game, there is nothing to train on."""


MOST_FRESH = 10_000
"""The most rounds that a refit may add."""


@component("validation", "walk_forward")
@dataclass
class WalkForward(Validation):
    """Refit every `refit_days` from `first_test` to `last_test` (default: the last game), both included.

    Without `first_test` the test period begins with the last season with outcomes, in the middle of it where
    nothing was played before, and `last_days` before the end at the earliest.

    With `refit=update` boosted trees are fitted whole once; each later fold adds `fresh_rounds` of them, on
    what the first fit leaves of all rows so far. That takes a quarter of the time, or less. Where
    `features.selection` chooses other features than the fold before, trees are fitted whole again.

    `embargo_days` are left out between the training dates and the test dates. `warmup` folds of `refit_days`
    each are counted back from the last game before `first_test`, so that a summer break is skipped.
    """

    first_test: str | None = None
    last_days: int | None = None
    last_test: str | None = None
    refit_days: int = 7
    refit: Refit = Refit.full
    fresh_rounds: int = 40
    window: Train = Train.expanding
    window_days: int = 730
    embargo_days: int = 0
    warmup: int = 4

    def __post_init__(self) -> None:
        require(
            self,
            first_test=optional(iso_date),
            last_days=optional(days(1)),
            last_test=optional(iso_date),
            refit_days=days(1),
            fresh_rounds=between(1, MOST_FRESH),
            window_days=days(1),
            embargo_days=days(0),
            warmup=between(0, MOST_WARMUP),
        )
        if self.first_test and self.last_test and self.last_test < self.first_test:
            raise ConfigError(f"last_test={self.last_test}: must not be before first_test={self.first_test}")

    def folds(self, calendar: Calendar) -> list[Fold]:
        """Warm-up folds, then test folds; steps without games (breaks) are left out.

        Before a first test date that nobody set, warm-up reaches back as far as there is something to train
        on.

        After the last outcome there is nothing new to learn: one fold predicts all games to come.
        """
        start, end = self._period(calendar)
        played = min(end, max(start, calendar.played_until))
        warmup = steps_back(calendar.end_before(start), self.refit_days, self.warmup)
        if not self.first_test:
            warmup = with_a_past(warmup, calendar, dt.timedelta(days=self.embargo_days))
        tests = [*steps(start, played, self.refit_days), *steps(played, end, (end - played).days)]
        windows = with_games([*warmup, *tests], calendar)
        folds = [self._fold(i, window, calendar) for i, window in enumerate(windows, start=1)]
        self._check_window(folds, calendar)
        keys = f"validation.first_test={start}, validation.warmup={self.warmup}"
        return check_trainable(folds, calendar, keys)

    @property
    def rounds_of_refits(self) -> int | None:
        """How many rounds a refit adds to the first fit; None where it is a whole fit."""
        return self.fresh_rounds if self.refit is Refit.update else None

    def note(self, calendar: Calendar) -> str | None:
        """Say where the test period begins, where that is no setting and no season's start."""
        return None if self.first_test else note_on_start(calendar, self._start(calendar), self.last_days)

    def _start(self, calendar: Calendar) -> dt.date:
        if self.first_test:
            return dt.date.fromisoformat(self.first_test)
        return default_start(calendar, PAST, self.last_days)

    def _period(self, calendar: Calendar) -> tuple[dt.date, dt.date]:
        """Return the first test date and the day after the last one."""
        start, end = self._start(calendar), calendar.end
        if self.last_test:
            end = min(end, dt.date.fromisoformat(self.last_test) + dt.timedelta(days=1))
        if not calendar.any_games(start, end):
            until = f", validation.last_test={self.last_test}" if self.last_test else ""
            raise DataError(f"validation.first_test={start}{until}: no game to test on; {calendar.extent()}")
        return start, end

    def _fold(self, number: int, window: Window, calendar: Calendar) -> Fold:
        until = window.start - dt.timedelta(days=self.embargo_days)
        since = self.train_from(calendar, until)
        return Fold(number, since, until, window.start, window.end, window.warmup)

    def _check_window(self, folds: list[Fold], calendar: Calendar) -> None:
        """Refuse a rolling window that holds nothing where all that came before would hold something.

        Raises:
            DataError: names the first such fold, and how long the window must be for all of them.
        """
        gaps = {fold: calendar.days_since_played(fold.train_until) for fold in folds}
        short = [fold for fold, days in gaps.items() if days is not None and days > self.window_days]
        if self.window is Train.expanding or not short:
            return
        since, until = short[0].train_from, short[0].train_until - dt.timedelta(days=1)
        least = max(days for days in gaps.values() if days is not None)
        raise DataError(
            f"validation.window_days={self.window_days}: must be at least {least} here: nothing to train on "
            f"before {short[0].test_from}, no game with an outcome from {since} to {until}"
        )

    def train_from(self, calendar: Calendar, until: dt.date) -> dt.date:
        """Return the first date with games, or where the rolling window begins."""
        if self.window is Train.expanding:
            return calendar.first
        return max(calendar.first, until - dt.timedelta(days=self.window_days))
