"""What a validation scheme is: a list of folds in time, each trained on the past of what it tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from nba_props.errors import DataError
from nba_props.validation.calendar import Calendar

LEAST_PAST = 14
"""Days between the first game and the earliest fit of a warm-up that nobody set."""


@dataclass(frozen=True)
class Fold:
    """Train on dates in [`train_from`, `train_until`), predict dates in [`test_from`, `test_until`).

    Warm-up folds give out-of-fold predictions to start distributions and calibrators from; they enter no
    metric. A final fold comes after all games: it predicts none, and no test says how good it is. Its fit,
    and the distribution and calibration learnt from all folds before it, are what is served.
    """

    number: int
    train_from: dt.date
    train_until: dt.date
    test_from: dt.date
    test_until: dt.date
    warmup: bool = False
    final: bool = False


@dataclass(frozen=True)
class Window:
    """The dates in [`start`, `end`) that one fit predicts."""

    start: dt.date
    end: dt.date
    warmup: bool = False


@dataclass
class Validation:
    """Base of `validation=` options.

    With `final_fit` one more fit comes after the folds, on every outcome that there is; it is what is served.
    The metrics are those of the folds: they say how the same model fared before, and nothing tests that fit.
    """

    final_fit: bool = False

    @property
    def rounds_of_refits(self) -> int | None:
        """How many rounds a refit adds to the first fit of boosted trees; None where it is a whole fit."""
        return None

    def plan(self, calendar: Calendar) -> list[Fold]:
        """Return the folds, and the final one where it is asked for and the last is not fitted on all anyway.

        Raises:
            DataError: there is nothing to train on, or nothing to test.
        """
        folds, until = self.folds(calendar), calendar.played_until
        if not self.final_fit or folds[-1].train_until >= until:
            return folds
        number, end = folds[-1].number + 1, calendar.end
        return [
            *folds,
            Fold(number, self.train_from(calendar, until), until, end, days_after(end, 1), final=True),
        ]

    def train_from(self, calendar: Calendar, until: dt.date) -> dt.date:  # noqa: ARG002
        """Return where the training of a fit begins that ends at a date."""
        return calendar.first

    def folds(self, calendar: Calendar) -> list[Fold]:
        """Cut the calendar into folds, earliest first, numbered from 1; each has games to predict.

        Raises:
            DataError: there is nothing to train on, or nothing to test.
        """
        raise NotImplementedError

    def note(self, calendar: Calendar) -> str | None:  # noqa: ARG002
        """Say in one line where the test period begins, where that is no setting and no season's start."""
        return None


def steps(start: dt.date, end: dt.date, days: int) -> Iterator[Window]:
    """Cut [`start`, `end`) into windows of `days`, the last one shorter where they do not come out even."""
    step = dt.timedelta(days=days)
    while start < end:
        yield Window(start, min(start + step, end))
        start += step


def steps_back(end: dt.date, days: int, count: int) -> list[Window]:
    """Return the last `count` windows of `days` before `end`, earliest first, for warm-up."""
    return [
        Window(days_before(end, (k + 1) * days), days_before(end, k * days), warmup=True)
        for k in reversed(range(count))
    ]


def days_before(date: dt.date, days: int) -> dt.date:
    """Return the date so many days earlier; the first of all dates where there is none."""
    return dt.date.fromordinal(max(1, date.toordinal() - days))


def days_after(date: dt.date, days: int) -> dt.date:
    """Return the date so many days later."""
    return date + dt.timedelta(days=days)


def default_start(calendar: Calendar, past: float, last_days: int | None = None) -> dt.date:
    """Return where a test period begins that nobody set: with the last season that has outcomes.

    Where nothing was played before that season, it begins after a part of the season.

    Args:
        calendar: the dates of all games.
        past: the share of the dates with outcomes that is kept for training then.
        last_days: how many days before the end of the last outcomes it begins at the earliest.
    """
    start, _ = calendar.season(calendar.last_season, "season")
    if not calendar.any_played(calendar.first, start):
        start = calendar.after_share(past)
    return start if last_days is None else max(start, calendar.played_until - dt.timedelta(days=last_days))


def note_on_start(calendar: Calendar, start: dt.date, last_days: int | None) -> str | None:
    """Say in one line why a test period that nobody set begins where it does; nothing at a season's start."""
    season = calendar.last_season
    if last_days is not None and start == calendar.played_until - dt.timedelta(days=last_days):
        return f"tested from {start} on: the last {last_days} days (validation.last_days)"
    if start == calendar.season(season, "season")[0]:
        return None
    return (
        f"tested from {start} on: nothing was played before {season}, so its first part is trained on; "
        "validation.first_test sets another date"
    )


def with_a_past(
    windows: list[Window], calendar: Calendar, gap: dt.timedelta = dt.timedelta()
) -> list[Window]:
    """Return the windows that have games with an outcome long enough before them, `gap` left out in between.

    What the first fit settles, such as a number of rounds, holds for all: one day of games is no past.
    """
    least = dt.timedelta(days=LEAST_PAST - 1)
    return [window for window in windows if calendar.any_played(calendar.first, window.start - gap - least)]


def with_games(windows: list[Window], calendar: Calendar) -> list[Window]:
    """Return the windows that have games; a refit for a break would be for nothing."""
    return [window for window in windows if calendar.any_games(window.start, window.end)]


def check_trainable(folds: list[Fold], calendar: Calendar, keys: str) -> list[Fold]:
    """Return the folds, if each has games with an outcome to train on.

    Args:
        folds: earliest first.
        calendar: the dates of all games.
        keys: the settings that led here, for the message.

    Raises:
        DataError: names the settings, the first fold that has nothing to train on, and the dates that exist.
    """
    for fold in folds:
        if not calendar.any_played(fold.train_from, fold.train_until):
            window = f"from {fold.train_from} to {fold.train_until - dt.timedelta(days=1)}"
            none = f"no game with an outcome {window}" if fold.train_until > fold.train_from else "no games"
            raise DataError(
                f"{keys}: nothing to train on before {fold.test_from}: {none}; {calendar.extent()}"
            )
    return folds
