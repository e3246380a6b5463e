"""What was on offer when the bet was made."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.offers import BetAt, before_tip_off, offers
from tests.ledger.cases import before, quotes

MORNING, NOON, LATE = before(600), before(420), before(20)


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
