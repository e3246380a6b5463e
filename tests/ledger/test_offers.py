"""What was on offer when the bet was made."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.offers import BetAt, before_tip_off, latest_seen, moments, news_until, offers
from tests.ledger.cases import before, quotes

EVENING_BEFORE, MORNING, NOON, LATE = before(24 * 60), before(600), before(420), before(20)


def offered(frame: pl.DataFrame, bet_at: BetAt = BetAt.last, wait: int = 15, max_age: int = 60) -> list[str]:
    """Book and line of what is on offer."""
    found = offers(frame, bet_at, wait, max_age)
    return sorted(f"{book} {line}" for book, line in found.select("book", "line").rows())


def test_the_last_moment_has_each_books_last_quotes() -> None:
    frame = quotes(
        {"book": "a", "line": 24.5, "quoted_at": MORNING},
        {"book": "a", "line": 25.5, "quoted_at": LATE},
        {"book": "a", "line": 27.5, "quoted_at": LATE},
        {"book": "b", "line": 26.5, "quoted_at": before(50)},
    )
    assert offered(frame) == ["a 25.5", "a 27.5", "b 26.5"]


def test_a_book_that_has_long_been_silent_offers_nothing() -> None:
    frame = quotes({"book": "a", "quoted_at": LATE}, {"book": "b", "quoted_at": before(81)})
    assert offered(frame) == ["a 25.5"]
    assert offered(frame, max_age=61) == ["a 25.5", "b 25.5"]


def test_a_quote_that_its_book_has_replaced_is_no_longer_on_offer() -> None:
    frame = quotes({"line": 24.5, "quoted_at": before(40)}, {"line": 25.5, "quoted_at": LATE})
    assert offered(frame) == ["a 25.5"]


def test_nothing_taken_in_play_is_on_offer() -> None:
    frame = quotes(
        {"book": "a", "line": 24.5},
        {"book": "a", "line": 30.5, "quoted_at": before(0)},
        {"book": "b", "line": 31.5, "reason": "maybe_in_play"},
        {"book": "c", "line": 32.5, "reason": "in_play"},
    )
    assert offered(frame) == ["a 24.5"]
    assert before_tip_off(frame).height == 1


def test_the_first_moment_knows_nothing_of_later_quotes() -> None:
    early = [
        {"book": "a", "line": 24.5, "quoted_at": MORNING},
        {"book": "b", "line": 25.5, "quoted_at": MORNING + dt.timedelta(minutes=10)},
    ]
    later = [
        {"book": "a", "line": 28.5, "quoted_at": MORNING + dt.timedelta(minutes=16)},
        {"book": "c", "line": 29.5, "quoted_at": LATE},
    ]
    assert offered(quotes(*early), BetAt.first) == ["a 24.5", "b 25.5"]
    assert offers(quotes(*early, *later), BetAt.first, 15, 60).equals(
        offers(quotes(*early), BetAt.first, 15, 60)
    )


@pytest.mark.parametrize("bet_at", list(BetAt))
@pytest.mark.parametrize("early", [EVENING_BEFORE, before(19 * 60), before(14 * 60)])
def test_no_bet_is_made_at_a_quote_that_knows_less_than_the_night_before(
    bet_at: BetAt, early: dt.datetime
) -> None:
    """The evening before, just after midnight and at 5:30, when the last game of the day before has ended."""
    frame = quotes({"line": 20.5, "quoted_at": early})
    assert offered(frame, bet_at) == []
    for told in (moments(frame, "pra", bet_at, 15), latest_seen(frame, "pra", bet_at, 15)):
        assert told.is_empty()


def test_the_first_quote_is_the_first_of_the_games_day() -> None:
    frame = quotes(
        {"book": "a", "line": 20.5, "quoted_at": EVENING_BEFORE},
        {"book": "b", "line": 24.5, "quoted_at": MORNING},
        {"book": "a", "line": 25.5, "quoted_at": MORNING + dt.timedelta(minutes=10)},
        {"book": "a", "line": 28.5, "quoted_at": LATE},
    )
    assert offered(frame, BetAt.first) == ["a 25.5", "b 24.5"]
    assert moments(frame, "pra", BetAt.first, 15)["moment"].to_list() == [MORNING + dt.timedelta(minutes=15)]
    seen = latest_seen(frame, "pra", BetAt.first, 15)["moment"].to_list()
    assert seen == [MORNING + dt.timedelta(minutes=10)]


def test_a_morning_quote_counts_from_the_hour_that_stands_for_no_time() -> None:
    frame = quotes({"quoted_at": before(13.5 * 60)})
    assert offered(frame) == ["a 25.5"]


def test_quotes_of_a_game_that_was_moved_are_bet_at_on_its_new_day_alone() -> None:
    """A store has all quotes of an event on its last day and tip-off."""
    frame = quotes(
        {"line": 20.5, "quoted_at": LATE - dt.timedelta(days=9)}, {"line": 25.5, "quoted_at": NOON}
    )
    assert offered(frame, BetAt.first) == ["a 25.5"]


def test_where_the_tip_off_is_not_known_no_later_quote_is_waited_for() -> None:
    """It may have been taken in play."""
    frame = quotes(
        {"book": "a", "tip_off": None, "quoted_at": MORNING},
        {"book": "b", "tip_off": None, "quoted_at": LATE},
    )
    assert offered(frame) == ["a 25.5"]


def test_the_bet_is_made_when_the_latest_quote_has_been_seen() -> None:
    frame = quotes({"book": "a", "quoted_at": before(50)}, {"book": "b", "quoted_at": LATE})
    assert offers(frame, BetAt.last, 15, 60)["bet_at"].to_list() == [LATE, LATE]


def test_player_games_have_each_their_own_moment() -> None:
    frame = quotes({"player_id": 1, "quoted_at": MORNING}, {"player_id": 2, "quoted_at": NOON})
    assert offers(frame, BetAt.first, 15, 60).height == 2


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="column quoted_at is missing"):
        offers(quotes({}).drop("quoted_at"), BetAt.last, 15, 60)


def test_news_counts_up_to_the_latest_price_of_a_game_that_is_bet_at() -> None:
    frame = quotes({"player_id": 1, "quoted_at": NOON}, {"player_id": 2, "quoted_at": LATE})
    market = frame["market"][0]
    assert news_until(frame, market, BetAt.last, 15)["moment"].to_list() == [LATE]


def test_where_first_prices_are_bet_at_news_counts_up_to_the_earliest_bet_on_the_game() -> None:
    """The other player's price is of hours before, and no report of the afternoon may bet on it."""
    rows = [{"player_id": 1, "quoted_at": MORNING}, {"player_id": 2, "quoted_at": LATE}]
    market = quotes(*rows)["market"][0]
    assert news_until(quotes(*rows), market, BetAt.first, 15)["moment"].to_list() == [MORNING]
    untimed = quotes(*({**row, "tip_off": None} for row in rows))
    assert news_until(untimed, market, BetAt.last, 15)["moment"].to_list() == [MORNING]
