"""What every validation scheme must keep to on any calendar, the ones that are added later included."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.component import declare_family, registered
from nba_props.errors import DataError
from nba_props.validation.base import Fold, Validation
from nba_props.validation.calendar import Calendar
from nba_props.validation.walk_forward import Train
from tests.properties import quick

declare_family("nba_props.validation")
NAMES = sorted(registered("validation"))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """One to four seasons, long breaks between and within them, the last dates not yet played."""
    date, dates, seasons = dt.date(2020, 10, 1), [], []
    for season in range(draw(st.integers(1, 4))):
        for gap in draw(st.lists(st.sampled_from([1, 1, 1, 2, 3, 9, 25]), min_size=1, max_size=25)):
            date += dt.timedelta(days=gap)
            dates.append(date)
            seasons.append(f"{2020 + season}-{21 + season}")
        date += dt.timedelta(days=120)
    unplayed = draw(st.integers(0, min(3, len(dates) - 1)))
    played = [True] * (len(dates) - unplayed) + [False] * unplayed
    return Calendar(dates, seasons, played)


@st.composite
def schemes(draw: st.DrawFn, name: str, calendar: Calendar) -> Validation:
    """The scheme with some of its settings drawn; a default where it has no such setting."""
    first = draw(st.none() | st.sampled_from(calendar.dates).map(str))
    settings_of: dict[str, dict[str, Any]] = {
        "walk_forward": {
            "first_test": first,
            "refit_days": draw(st.integers(1, 40)),
            "window": draw(st.sampled_from(Train)),
            "window_days": draw(st.integers(1, 400)),
            "embargo_days": draw(st.integers(0, 10)),
            "warmup": draw(st.integers(0, 5)),
        },
        "holdout": {"first_test": first, "warmup_days": draw(st.integers(0, 40))},
    }
    scheme: Validation = registered("validation")[name](**settings_of.get(name, {}))
    return scheme


def folds_of(data: st.DataObject, name: str) -> tuple[Calendar, Validation, list[Fold]]:
    """A drawn calendar and scheme, and the folds: none where there is nothing to train on."""
    calendar = data.draw(calendars())
    scheme = data.draw(schemes(name, calendar))
    try:
        return calendar, scheme, scheme.folds(calendar)
    except DataError as error:
        assert "nothing to train on before" in str(error)  # noqa: PT017 - the other errors would be wrong
        return calendar, scheme, []


def dates_of(calendar: Calendar, fold: Fold) -> list[dt.date]:
    return [date for date in calendar.dates if fold.test_from <= date < fold.test_until]


every_scheme = pytest.mark.parametrize("name", NAMES)


@every_scheme
@quick
@given(data=st.data())
def test_training_ends_before_the_test_dates_and_the_embargo(data: st.DataObject, name: str) -> None:
    _, scheme, folds = folds_of(data, name)
    embargo = dt.timedelta(days=getattr(scheme, "embargo_days", 0))
    for fold in folds:
        assert fold.train_from < fold.train_until <= fold.test_from - embargo
        assert fold.test_from < fold.test_until


@every_scheme
@quick
@given(data=st.data())
def test_each_fold_has_games_to_train_on_and_games_to_predict(data: st.DataObject, name: str) -> None:
    calendar, _, folds = folds_of(data, name)
    for fold in folds:
        assert calendar.any_played(fold.train_from, fold.train_until)
        assert dates_of(calendar, fold)


@every_scheme
@quick
@given(data=st.data())
def test_folds_go_forward_and_predict_no_date_twice(data: st.DataObject, name: str) -> None:
    _, _, folds = folds_of(data, name)
    assert [fold.number for fold in folds] == list(range(1, len(folds) + 1))
    for earlier, later in pairwise(folds):
        assert earlier.test_until <= later.test_from
        assert earlier.train_until <= later.train_until


@every_scheme
@quick
@given(data=st.data())
def test_every_date_from_the_first_test_date_on_is_predicted_once(data: st.DataObject, name: str) -> None:
    calendar, scheme, folds = folds_of(data, name)
    if folds:
        first = getattr(scheme, "first_test", None) or str(next(f.test_from for f in folds if not f.warmup))
        start = calendar.season(calendar.last_season, "season")[0]
        if calendar.any_played(calendar.first, start) and not getattr(scheme, "first_test", None):
            assert first == str(start)
        expected = [date for date in calendar.dates if str(date) >= first]
        if name == "holdout" and scheme.first_test is None:  # type: ignore[attr-defined]
            expected = [d for d in expected if d < calendar.season(calendar.last_season, "season")[1]]
        assert [d for fold in folds if not fold.warmup for d in dates_of(calendar, fold)] == expected


@every_scheme
@quick
@given(data=st.data())
def test_warm_up_comes_right_before_the_test_dates(data: st.DataObject, name: str) -> None:
    """A break between the two, such as a summer, is no part of it."""
    calendar, _, folds = folds_of(data, name)
    warmup = [fold for fold in folds if fold.warmup]
    assert folds[: len(warmup)] == warmup
    if warmup:
        test_from = next(fold.test_from for fold in folds if not fold.warmup)
        before = [date for date in calendar.dates if date < test_from]
        assert warmup[-1].test_until == before[-1] + dt.timedelta(days=1)


@every_scheme
def test_nothing_to_train_on_names_the_settings_and_the_dates_that_exist(name: str) -> None:
    dates = [dt.date(2023, 10, 24) + dt.timedelta(days=d) for d in range(10)]
    calendar = Calendar(dates, ["2023-24"] * 10, [True] * 10)
    with pytest.raises(
        DataError, match=r"validation\.first_test=2023-10-24.*nothing to train on.*to 2023-11-02"
    ):
        registered("validation")[name](first_test="2023-10-24").folds(calendar)


@every_scheme
@quick
@given(data=st.data())
def test_a_season_with_nothing_before_it_is_tested_on_its_last_part(data: st.DataObject, name: str) -> None:
    calendar = data.draw(calendars())
    kept = [n for n, season in enumerate(calendar.seasons) if season == calendar.last_season]
    days = (calendar.dates, calendar.seasons, calendar.played)
    dates, seasons, played = ([values[n] for n in kept] for values in days)
    only = Calendar(dates, seasons, played)  # type: ignore[arg-type]
    if sum(only.played) > 1:
        scheme = registered("validation")[name]()
        first = next(fold.test_from for fold in scheme.folds(only) if not fold.warmup)
        assert only.any_played(only.first, first)
        assert str(first) in scheme.note(only)


@every_scheme
def test_a_first_test_date_after_the_last_game_names_the_value_and_the_dates_that_exist(name: str) -> None:
    dates = [dt.date(2023, 10, 24) + dt.timedelta(days=d) for d in range(10)]
    calendar = Calendar(dates, ["2023-24"] * 10, [True] * 10)
    with pytest.raises(
        DataError, match=r"validation\.first_test=2025-01-01.*no game.*2023-10-24 to 2023-11-02"
    ):
        registered("validation")[name](first_test="2025-01-01").folds(calendar)


@every_scheme
@quick
@given(data=st.data())
def test_the_final_fit_learns_from_every_outcome_and_predicts_nothing(data: st.DataObject, name: str) -> None:
    calendar, scheme, folds = folds_of(data, name)
    if not folds:
        return
    assert scheme.plan(calendar) == folds
    *before, last = replace(scheme, final_fit=True).plan(calendar)
    assert last.train_until >= calendar.played_until
    if folds[-1].train_until >= calendar.played_until:
        assert [*before, last] == folds
        return
    assert before == folds
    assert last.final
    assert last.number == len(folds) + 1
    assert dates_of(calendar, last) == []
    assert last.train_from >= calendar.first


@every_scheme
def test_the_folds_are_the_same_with_and_without_a_final_fit(name: str) -> None:
    dates = [dt.date(2023, 10, 24) + dt.timedelta(days=d) for d in range(100)]
    calendar = Calendar(dates, ["2023-24"] * 100, [True] * 100)
    scheme = registered("validation")[name](first_test="2024-01-10", final_fit=True)
    assert scheme.folds(calendar) == replace(scheme, final_fit=False).plan(calendar)
    assert len(scheme.plan(calendar)) == len(scheme.folds(calendar)) + 1
