"""A bet beside its book's close."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.errors import DataError
from nba_props.ledger.closing import add_close, reprice_counts
from tests.ledger.cases import before, bets, quotes

EARLY, LATE = before(600), before(5)


def closed(bet: dict[str, Any], *rows: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """One bet at 10:00 before, and its close."""
    frame = bets({"quoted_at": EARLY, "price": 2.0, **bet})
    first = {"quoted_at": EARLY, "over_price": 2.0, "under_price": 1.8}
    return add_close(frame, quotes(first, *rows), **keys).row(0, named=True)


def third(moved: pl.DataFrame) -> Floats:
    """An over is worth a third at any other line."""
    return np.full(moved.height, 1 / 3)


def test_a_price_that_shortened_has_beaten_the_close() -> None:
    """2.0 taken, 1.9 at the close: 2 / 1.9 - 1; without margin 52 %, so 2 x 0.52 - 1."""
    row = closed({}, {"quoted_at": LATE, "over_price": 1.9, "novig_over": 0.52})
    assert (row["closing_line"], row["closing_price"], row["closed_at"]) == (25.5, 1.9, LATE)
    assert row["clv"] == pytest.approx(2 / 1.9 - 1)
    assert row["clv_novig"] == pytest.approx(0.04)


def test_an_under_is_held_against_the_under() -> None:
    row = closed({"side": "under"}, {"quoted_at": LATE, "under_price": 2.2, "novig_over": 0.56})
    assert row["clv"] == pytest.approx(2 / 2.2 - 1)
    assert row["clv_novig"] == pytest.approx(2 * 0.44 - 1)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"quoted_at": LATE, "book": "b"}],
        [{"quoted_at": LATE, "player_id": 2}],
        [{"quoted_at": LATE, "market": "points"}],
        [{"quoted_at": before(0)}],
        [{"quoted_at": LATE, "reason": "maybe_in_play"}],
    ],
    ids=["none", "another book", "another player", "another market", "in play", "maybe in play"],
)
def test_without_a_later_quote_of_the_book_there_is_no_close(rows: list[dict[str, Any]]) -> None:
    row = closed({}, *rows, reprice=third)
    assert [row[n] for n in ("closing_line", "closing_price", "closed_at", "clv", "clv_novig")] == [None] * 5


def test_the_last_of_several_quotes_is_the_close() -> None:
    row = closed({}, {"quoted_at": before(60), "over_price": 1.5}, {"quoted_at": LATE, "over_price": 1.8})
    assert row["closing_price"] == 1.8


def test_the_bets_own_line_is_the_close_where_it_is_still_quoted() -> None:
    own = {"quoted_at": LATE, "line": 25.5, "over_price": 1.6, "under_price": 2.4, "novig_over": 0.6}
    row = closed({}, own, {"quoted_at": LATE, "line": 27.5})
    assert (row["closing_line"], row["clv"]) == (25.5, pytest.approx(2 / 1.6 - 1))


def test_a_moved_line_without_repricing_has_a_close_and_no_clv() -> None:
    row = closed({}, {"quoted_at": LATE, "line": 26.5})
    assert (row["closing_line"], row["closing_price"], row["clv"], row["clv_novig"]) == (
        26.5,
        1.9,
        None,
        None,
    )


def test_a_moved_line_is_repriced_with_the_books_own_margin() -> None:
    """A third without margin; 1.9 on both sides is a book of 2 / 1.9, so the over's price is 3 x 1.9 / 2."""
    row = closed({}, {"quoted_at": LATE, "line": 26.5}, reprice=third)
    assert row["clv"] == pytest.approx(2 / (3 * 1.9 / 2) - 1)
    assert row["clv_novig"] == pytest.approx(2 / 3 - 1)


def test_of_moved_lines_the_most_even_is_the_close_and_then_the_lower() -> None:
    lines = [
        {"quoted_at": LATE, "line": 28.5, "novig_over": 0.4},
        {"quoted_at": LATE, "line": 27.5, "novig_over": 0.49},
        {"quoted_at": LATE, "line": 26.5, "novig_over": 0.51},
    ]
    assert closed({}, *lines)["closing_line"] == 26.5
    assert closed({}, *lines[:2])["closing_line"] == 27.5
    assert closed({}, {"quoted_at": LATE, "line": 24.5, "novig_over": 0.6}, *lines)["closing_line"] == 26.5


def test_a_line_that_rose_is_good_for_an_over_and_bad_for_an_under() -> None:
    rise = {"quoted_at": LATE, "line": 27.5}
    reprice = reprice_counts(12.0)
    assert closed({"side": "over"}, rise, reprice=reprice)["clv_novig"] > 0.05
    assert closed({"side": "under"}, rise, reprice=reprice)["clv_novig"] < -0.05


def test_repricing_to_the_same_line_changes_nothing() -> None:
    moved = pl.DataFrame(
        {"closing_novig_over": [0.4, 0.55], "closing_line": [25.5, 20.0], "line": [25.5, 20.0]}
    )
    np.testing.assert_allclose(reprice_counts(12.0)(moved), [0.4, 0.55], atol=1e-9)


def test_bets_keep_their_order_and_their_number() -> None:
    frame = bets({"player_id": 2}, {"player_id": 1}, {"player_id": 1, "book": "b"})
    found = add_close(frame, quotes({"quoted_at": LATE}, {"quoted_at": LATE, "line": 27.5}), third)
    assert found.select("player_id", "book", "closing_line").rows() == [
        (2, "a", None),
        (1, "a", 25.5),
        (1, "b", None),
    ]


def test_repricing_must_answer_for_each_moved_bet() -> None:
    with pytest.raises(DataError, match="one per moved bet"):
        closed({}, {"quoted_at": LATE, "line": 26.5}, reprice=lambda _: np.zeros(3))
