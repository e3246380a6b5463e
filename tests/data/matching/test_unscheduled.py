"""Events that neither logs nor schedule hold: two teams and a day are one game, whoever tells of it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.data.matching.test_rosters import DAY, MARCH, NOON, linked, quotes

TOMORROW = MARCH + DAY


def event(name: str, at: dt.datetime = NOON, book: str = "Alpha", **sides: str) -> pl.DataFrame:
    return quotes("Sam Stays", at=at, **sides).with_columns(event_id=pl.lit(name), book=pl.lit(book))


def untimed(name: str, at: dt.datetime, book: str = "Alpha") -> pl.DataFrame:
    return event(name, at, book).with_columns(tip_off=pl.lit(None, pl.Datetime("us", "UTC")))


def games(*events: pl.DataFrame) -> list[tuple[str, dt.date, bool]]:
    """Return id, date and side of each game of a player of Denver's."""
    found, _ = linked(pl.concat(events))
    ids = found.new_player_games["game_id"]
    assert set(found.prop_lines["game_id"]) == set(ids)
    assert found.prop_lines.height == len(events)
    return sorted(found.new_player_games.select("game_id", "date", "home").rows())


def test_two_feeds_tell_of_one_game_which_keeps_the_id_that_came_first() -> None:
    first = event("z", NOON - dt.timedelta(hours=1))
    assert games(first) == [("z", MARCH, True)]
    assert games(event("a", book="Beta"), first) == [("z", MARCH, True)]


def test_a_feed_with_home_and_away_the_other_way_round_tells_of_the_same_game() -> None:
    first = event("z", NOON - dt.timedelta(hours=1))
    assert games(event("a", book="Beta", home="LAL", away="DEN"), first) == [("z", MARCH, True)]


def test_quotes_of_the_day_before_are_on_the_game_where_no_tip_off_tells_its_day() -> None:
    eve, day = untimed("eve", NOON), untimed("day", NOON + DAY)
    assert games(eve) == [("eve", MARCH, True)]
    assert games(eve, day) == [("day", TOMORROW, True)]
    assert games(eve, event("sure", NOON + DAY)) == [("sure", TOMORROW, True)]
    assert games(eve, untimed("b", NOON + DAY), untimed("c", NOON + 2 * DAY)) == [
        ("c", MARCH + 2 * DAY, True),
        ("eve", MARCH, True),
    ]


def test_games_whose_tip_off_tells_the_day_stay_apart() -> None:
    assert games(event("a"), event("b", NOON + DAY)) == [("a", MARCH, True), ("b", TOMORROW, True)]
    assert games(event("a"), untimed("b", NOON + DAY)) == [("a", MARCH, True), ("b", TOMORROW, True)]
