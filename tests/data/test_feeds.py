"""Feeds that look wrong are found without being told their names."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.data.feeds import Feed, check_feeds
from nba_props.data.schemas import PROP_LINES

NOON = dt.datetime(2024, 1, 15, 17, tzinfo=dt.UTC)
OVERROUND = 1.05


def market(
    honest: int = 4, player_games: int = 400, poisoned: tuple[str, ...] = (), seed: int = 1
) -> pl.DataFrame:
    """Books with own lines and fair prices; the poisoned share one feed whose prices go the wrong way."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(15, 40, player_games)
    frames = []
    for book in [*(f"honest {i}" for i in range(honest)), *poisoned]:
        sign = 1 if book in poisoned else -1
        own = np.random.default_rng(99) if book in poisoned else rng
        line = np.round(truth + own.normal(0, 1, player_games)) + 0.5
        over = np.clip(0.5 + sign * 0.04 * (line - truth) + own.normal(0, 0.03, player_games), 0.1, 0.9)
        frames.append(_quotes(book, line, over))
    return pl.concat(frames)


def _quotes(book: str, line: np.ndarray, over: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({
        "game_id": [f"g{i}" for i in range(len(line))], "date": NOON.date(), "player_id": 1, "market": "pra",
        "book": book, "line": line, "quoted_at": NOON, "over_price": 1 / (over * OVERROUND),
        "under_price": 1 / ((1 - over) * OVERROUND), "one_sided": False, "tip_off": None,
    }, schema=PROP_LINES.schema)  # fmt: skip


def by_book(frame: pl.DataFrame) -> dict[str, Feed]:
    return {feed.book: feed for feed in check_feeds(frame)}


def test_honest_books_are_not_accused() -> None:
    feeds = by_book(market(honest=6))
    assert all(feed.correlation is not None and feed.correlation < -0.2 for feed in feeds.values())
    assert not any(feed.wrong or feed.same_as for feed in feeds.values())


def test_a_feed_whose_prices_belong_to_other_lines_is_accused() -> None:
    feeds = by_book(market(poisoned=("x",)))
    assert [book for book, feed in feeds.items() if feed.wrong] == ["x"]
    assert feeds["x"].low is not None
    assert feeds["x"].low > 0


def test_books_of_one_feed_are_named_together() -> None:
    feeds = by_book(market(poisoned=("x", "y")))
    assert {book: feed.same_as for book, feed in feeds.items() if feed.same_as} == {"x": ["y"], "y": ["x"]}


def test_few_quotes_accuse_nobody() -> None:
    assert not any(
        feed.wrong or feed.same_as for feed in check_feeds(market(player_games=20, poisoned=("x", "y")))
    )


@pytest.mark.parametrize("books", [1, 2])
def test_without_other_books_nothing_can_be_said(books: int) -> None:
    assert all(feed.correlation is None for feed in check_feeds(market(honest=books)))


def test_alternate_lines_do_not_hide_a_wrong_feed() -> None:
    frame = market(poisoned=("x",))
    far = frame.filter(pl.col("book") == "x").with_columns(
        pl.col("line") + 8, over_price=pl.lit(4.0), under_price=pl.lit(1.2)
    )
    assert by_book(pl.concat([frame, far]))["x"].wrong


def test_no_lines_no_feeds() -> None:
    assert check_feeds(PROP_LINES.empty()) == []


@pytest.mark.slow
def test_a_table_in_which_each_row_is_another_book_is_judged_in_one_pass() -> None:
    """Comparing all pairs of these would take hours."""
    frame = market(honest=1).head(1)
    many = pl.concat([frame] * 20_000).with_columns(book=pl.int_range(20_000).cast(pl.String))
    found = check_feeds(many)
    assert len(found) == 20_000
    assert not any(feed.wrong or feed.same_as for feed in found)
