"""The folds of each scheme on a calendar with a summer and a mid-season break."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from nba_props.errors import ConfigError, DataError
from nba_props.validation.base import Validation
from nba_props.validation.calendar import Calendar
from nba_props.validation.holdout import Holdout
from nba_props.validation.walk_forward import Train, WalkForward


def days(first: str, count: int) -> list[dt.date]:
    return [dt.date.fromisoformat(first) + dt.timedelta(days=d) for d in range(count)]


OLD = days("2022-10-18", 60)
NEW = [*days("2023-10-24", 28), *days("2023-12-12", 14)]  # a break of three weeks between
TONIGHT = days("2024-10-22", 1)
DATES = [*OLD, *NEW, *TONIGHT]
CALENDAR = Calendar(DATES, ["2022-23"] * 60 + ["2023-24"] * 42 + ["2024-25"], [True] * 102 + [False])


def test_the_walk_starts_by_default_with_the_last_season_that_has_outcomes() -> None:
    folds = [fold for fold in WalkForward().folds(CALENDAR) if not fold.warmup]
    assert folds[0].test_from == NEW[0]
    assert folds[-1].test_until == TONIGHT[0] + dt.timedelta(days=1)


def test_warm_up_is_counted_back_from_the_last_game_before_the_summer() -> None:
    warmup = [fold for fold in WalkForward(warmup=3).folds(CALENDAR) if fold.warmup]
    assert [fold.test_from for fold in warmup] == [OLD[-21], OLD[-14], OLD[-7]]
    assert warmup[-1].test_until == OLD[-1] + dt.timedelta(days=1)
    assert [fold.train_until for fold in warmup] == [fold.test_from for fold in warmup]


def test_there_is_no_refit_in_a_break() -> None:
    starts = [fold.test_from for fold in WalkForward(warmup=0).folds(CALENDAR)]
    weeks = [NEW[0] + dt.timedelta(weeks=week) for week in (0, 1, 2, 3, 7, 8)]
    assert starts == [*weeks, NEW[-1] + dt.timedelta(days=1)]


def test_one_fold_predicts_all_games_to_come() -> None:
    later = Calendar([*DATES, *days("2024-11-05", 20)], [*CALENDAR.seasons, *["2024-25"] * 20],
                     [*CALENDAR.played, *[False] * 20])  # fmt: skip
    last = WalkForward(warmup=0).folds(later)[-1]
    assert (last.train_until, last.test_until) == (NEW[-1] + dt.timedelta(days=1), dt.date(2024, 11, 25))
    only = WalkForward(warmup=0, first_test="2024-10-22").folds(later)
    assert [(fold.test_from, fold.test_until) for fold in only] == [(TONIGHT[0], dt.date(2024, 11, 25))]


def test_the_last_test_date_is_tested() -> None:
    folds = WalkForward(first_test="2023-10-26", last_test="2023-11-04", warmup=0).folds(CALENDAR)
    assert [(str(fold.test_from), str(fold.test_until)) for fold in folds] == [
        ("2023-10-26", "2023-11-02"),
        ("2023-11-02", "2023-11-05"),
    ]


def test_a_test_period_between_two_seasons_has_no_game() -> None:
    scheme = WalkForward(first_test="2023-06-01", last_test="2023-08-01")
    with pytest.raises(DataError, match=r"first_test=2023-06-01, validation.last_test=2023-08-01: no game"):
        scheme.folds(CALENDAR)


@pytest.mark.parametrize("scheme", [WalkForward(first_test="2099-01-01"), Holdout(first_test="2099-01-01")])
def test_a_first_date_beyond_the_data_is_told_which_dates_there_are(scheme: WalkForward | Holdout) -> None:
    known = rf"first_test=2099-01-01: no game to test on; games run from {OLD[0]} to {CALENDAR.dates[-1]}$"
    with pytest.raises(DataError, match=known):
        scheme.folds(CALENDAR)


def test_warm_up_that_reaches_back_to_the_first_game_has_nothing_to_train_on() -> None:
    with pytest.raises(
        DataError, match=r"validation.first_test=2022-11-01, validation.warmup=2: nothing to train"
    ):
        WalkForward(first_test="2022-11-01", warmup=2).folds(CALENDAR)


def rolling(days: int, **settings: Any) -> WalkForward:
    return WalkForward(window=Train.rolling, window_days=days, **settings)


def test_a_rolling_window_shorter_than_the_summer_is_told_how_long_it_must_be() -> None:
    summer = (NEW[0] - OLD[-1]).days
    told = (
        rf"^validation.window_days={summer - 1}: must be at least {summer} here: nothing to train on before "
        rf"{NEW[0]}, no game with an outcome from {OLD[-1] + dt.timedelta(days=1)} to "
        rf"{NEW[0] - dt.timedelta(days=1)}$"
    )
    with pytest.raises(DataError, match=told):
        rolling(summer - 1).folds(CALENDAR)
    first = next(fold for fold in rolling(summer).folds(CALENDAR) if not fold.warmup)
    assert (first.train_from, first.train_until) == (OLD[-1], NEW[0])


def test_a_rolling_window_must_reach_back_over_a_break_within_a_season_too() -> None:
    with pytest.raises(DataError, match=r"^validation.window_days=20: must be at least 22 here"):
        rolling(20, first_test=str(NEW[25]), refit_days=4, warmup=0).folds(CALENDAR)
    assert rolling(22, first_test=str(NEW[25]), refit_days=4, warmup=0).folds(CALENDAR)


def test_a_rolling_window_is_not_blamed_where_nothing_was_played_before() -> None:
    with pytest.raises(DataError, match=r"^validation.first_test=2022-10-18, validation.warmup=0: nothing"):
        rolling(5, first_test="2022-10-18", last_test="2022-11-20", warmup=0).folds(CALENDAR)


def test_a_holdout_tests_one_season() -> None:
    warmup, test = Holdout(test_season="2023-24").folds(CALENDAR)
    assert (test.test_from, test.test_until) == (NEW[0], NEW[-1] + dt.timedelta(days=1))
    assert (warmup.test_from, warmup.test_until) == (OLD[-28], OLD[-1] + dt.timedelta(days=1))
    assert (test.train_until, warmup.train_until) == (NEW[0], OLD[-28])
    assert warmup.warmup
    assert not test.warmup


def test_a_holdout_tests_the_last_season_with_outcomes_by_default() -> None:
    assert Holdout().folds(CALENDAR) == Holdout(test_season="2023-24").folds(CALENDAR)


def test_a_holdout_from_a_date_tests_all_that_follows() -> None:
    (test,) = Holdout(first_test="2023-12-14", warmup_days=0).folds(CALENDAR)
    assert (test.test_from, test.test_until) == (dt.date(2023, 12, 14), dt.date(2024, 10, 23))


def test_an_unknown_season_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        DataError, match=r"validation.test_season=2023/24: no such season; did you mean 2023-24"
    ):
        Holdout(test_season="2023/24").folds(CALENDAR)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"first_test": "24.10.2023"}, "first_test=24.10.2023: must be a date such as 2023-10-24"),
        ({"first_test": "2024-1-2"}, "first_test=2024-1-2: must be a date such as 2023-10-24"),
        ({"first_test": "20240102"}, "first_test=20240102: must be a date such as 2023-10-24"),
        ({"last_test": "2023-W40-1"}, "last_test=2023-W40-1: must be a date such as 2023-10-24"),
        ({"first_test": "2023-10-15", "last_test": "2023-9-30"}, "last_test=2023-9-30: must be a date"),
        ({"first_test": "2024-01-02", "last_test": "2024-01-01"}, "last_test=2024-01-01: must not be before"),
        ({"refit_days": 0}, "refit_days=0: must be between 1 and 36525"),
    ],
)
def test_settings_out_of_range_are_refused(fields: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        WalkForward(**fields)  # type: ignore[arg-type]


def test_the_date_of_a_holdout_is_written_in_full() -> None:
    with pytest.raises(ConfigError, match="first_test=2023-9-1: must be a date such as 2023-10-24"):
        Holdout(first_test="2023-9-1")


def test_a_holdout_takes_a_date_or_a_season_but_not_both() -> None:
    with pytest.raises(
        ConfigError, match="test_season=2023-24: must not be set beside first_test=2023-12-14"
    ):
        Holdout(first_test="2023-12-14", test_season="2023-24")


def test_the_calendar_of_rows_knows_which_dates_were_played() -> None:
    rows = pl.DataFrame(
        {
            "season": ["2022-23", "2022-23", "2022-23", "2023-24"],
            "date": [OLD[1], OLD[0], OLD[1], NEW[0]],
            "y": [None, 1.0, 2.0, None],
        }
    )
    assert Calendar.of(rows) == Calendar(
        [OLD[0], OLD[1], NEW[0]], ["2022-23"] * 2 + ["2023-24"], [True, True, False]
    )


def test_rows_without_any_outcome_have_no_calendar() -> None:
    rows = pl.DataFrame({"season": ["2022-23"], "date": [OLD[0]], "y": pl.Series([None], dtype=pl.Float64)})
    with pytest.raises(DataError, match="no row has an outcome"):
        Calendar.of(rows)


ONE_SEASON = Calendar(NEW, ["2023-24"] * 42, [True] * 42)


def test_one_season_is_tested_from_its_middle_with_the_warm_up_that_has_a_past() -> None:
    folds = WalkForward().folds(ONE_SEASON)
    assert next(fold.test_from for fold in folds if not fold.warmup) == NEW[21]
    assert [fold.test_from for fold in folds if fold.warmup] == [NEW[14]]
    assert WalkForward().note(ONE_SEASON) == (
        "tested from 2023-11-14 on: nothing was played before 2023-24, so its first part is trained on; "
        "validation.first_test sets another date"
    )


def test_one_season_is_held_out_from_its_last_fifth_on() -> None:
    assert [fold.test_from for fold in Holdout(warmup_days=0).folds(ONE_SEASON)] == [NEW[33]]


@pytest.mark.parametrize("scheme", [WalkForward(), Holdout()])
def test_a_test_period_that_begins_with_a_season_needs_no_words(scheme: Validation) -> None:
    assert scheme.note(CALENDAR) is None


@pytest.mark.parametrize("kind", [WalkForward, Holdout])
def test_the_last_days_are_counted_from_the_last_outcome(kind: type[WalkForward | Holdout]) -> None:
    late = kind(last_days=10)
    assert next(fold.test_from for fold in late.folds(CALENDAR) if not fold.warmup) == NEW[-10]
    assert late.note(CALENDAR) == f"tested from {NEW[-10]} on: the last 10 days (validation.last_days)"
    season = kind(last_days=300)
    assert next(fold.test_from for fold in season.folds(CALENDAR) if not fold.warmup) == NEW[0]
    dated = kind(last_days=10, first_test=str(NEW[0]))
    assert (dated.folds(CALENDAR)[-1].test_from, dated.note(CALENDAR)) == (
        kind(first_test=str(NEW[0])).folds(CALENDAR)[-1].test_from,
        None,
    )


def test_a_warm_up_that_nobody_set_begins_after_two_weeks_of_games() -> None:
    """What the first fit settles holds for all: a day of games would settle it on nearly nothing."""
    short = days("2023-10-24", 42)
    folds = WalkForward(warmup=4).folds(Calendar(short, ["2023-24"] * 42, [True] * 42))
    first = folds[0].test_from - short[0]
    assert folds[0].warmup
    assert first >= dt.timedelta(days=14)
