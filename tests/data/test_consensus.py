"""One line per player-game: the most-quoted one."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.data.consensus import most_quoted_line
from nba_props.data.schemas import PROP_LINES

NOON = dt.datetime(2024, 1, 15, 17, tzinfo=dt.UTC)


def lines(*quotes: tuple[str, float], **changes: object) -> pl.DataFrame:
    """Quotes (book, line) of one player-game."""
    rows = [
        {
            "game_id": "g", "date": NOON.date(), "player_id": 1, "market": "pra", "book": book, "line": line,
            "quoted_at": NOON, "over_price": 1.9, "under_price": 1.9, "one_sided": False,
            "tip_off": None, **changes,
        }
        for book, line in quotes
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=PROP_LINES.schema)


def chosen(frame: pl.DataFrame) -> list[float]:
    return most_quoted_line(frame, "pra")["line"].to_list()


def test_the_line_that_most_books_quote_is_chosen() -> None:
    assert chosen(lines(("a", 20.5), ("b", 25.5), ("c", 20.5))) == [20.5]


def test_of_lines_quoted_equally_often_the_one_nearest_to_the_median_is_chosen() -> None:
    assert chosen(lines(("a", 20.5), ("b", 22.5), ("c", 30.5))) == [22.5]


def test_of_lines_equally_near_the_lower_one_is_chosen() -> None:
    assert chosen(lines(("a", 21.5), ("b", 20.5))) == [20.5]


@pytest.mark.parametrize("seed", range(5))
def test_no_player_game_has_two_rows_and_order_does_not_matter(seed: int) -> None:
    frame = pl.concat([
        lines(("a", 20.5), ("b", 21.5), ("c", 22.5), ("c", 23.5)),
        lines(("a", 10.5), ("b", 10.5), player_id=2),
        lines(("a", 3.5), market="threes"),
    ])  # fmt: skip
    result = most_quoted_line(frame.sample(fraction=1, shuffle=True, seed=seed), "pra")
    assert result.equals(most_quoted_line(frame, "pra"))
    assert result["player_id"].to_list() == [1, 2]


def test_without_a_tip_off_the_first_quote_counts_since_a_later_one_may_be_in_play() -> None:
    later = lines(("a", 35.5), ("b", 35.5), quoted_at=NOON + dt.timedelta(hours=1))
    assert chosen(pl.concat([later, lines(("a", 20.5), ("b", 20.5))])) == [20.5]


def test_with_a_tip_off_the_last_quote_before_it_counts() -> None:
    tip_off = NOON + dt.timedelta(minutes=90)
    moments = [
        lines(("a", line), quoted_at=NOON + dt.timedelta(hours=hour), tip_off=tip_off)
        for hour, line in enumerate([20.5, 21.5, 35.5])
    ]
    assert chosen(pl.concat(moments)) == [21.5]


def test_prices_are_the_medians_of_two_sided_quotes_at_the_line() -> None:
    frame = pl.concat([
        lines(("a", 20.5), over_price=1.8), lines(("b", 20.5), over_price=2.0),
        lines(("c", 20.5), over_price=9.0, under_price=None, one_sided=True),
        lines(("d", 21.5), over_price=5.0),
    ])  # fmt: skip
    assert most_quoted_line(frame, "pra").row(0) == ("g", 1, 20.5, 1.9, 1.9)


def test_no_lines_give_an_empty_table() -> None:
    assert most_quoted_line(PROP_LINES.empty(), "pra").columns == [
        "game_id", "player_id", "line", "over_price", "under_price",
    ]  # fmt: skip


def test_a_quote_of_the_moment_of_tip_off_is_in_play() -> None:
    before = lines(("a", 20.5), quoted_at=NOON - dt.timedelta(minutes=1), tip_off=NOON)
    assert chosen(pl.concat([before, lines(("a", 30.5), tip_off=NOON)])) == [20.5]
    assert chosen(lines(("a", 30.5), tip_off=NOON)) == []
