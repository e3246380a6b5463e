"""Which quotes may be bet on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.data.feeds import Feed, check_feeds
from nba_props.data.schemas import PROP_LINES
from nba_props.errors import ConfigError
from nba_props.pricing.counts import over_probability
from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.pricing.hygiene import QuoteFilter, feed_of_book
from nba_props.pricing.screened import Reason, ScreenedQuotes

NOON = dt.datetime(2024, 1, 15, 17, tzinfo=dt.UTC)
TIP_OFF = NOON + dt.timedelta(hours=7)
DISPERSION = 12.0
OVERROUND = 1.05


def quotes(
    book: str,
    line: Floats | float,
    over: Floats | float,
    at: dt.datetime = NOON,
    tip_off: dt.datetime | None = TIP_OFF,
) -> pl.DataFrame:
    """One two-sided quote per game, at no-vig probabilities `over`."""
    line, over = np.broadcast_arrays(np.atleast_1d(line), np.atleast_1d(over))
    return pl.DataFrame({
        "game_id": [f"g{i}" for i in range(len(line))], "date": NOON.date(), "player_id": 1, "market": "pra",
        "book": book, "line": line, "quoted_at": at, "over_price": 1 / (over * OVERROUND),
        "under_price": 1 / ((1 - over) * OVERROUND), "one_sided": False, "tip_off": tip_off,
    }, schema=PROP_LINES.schema)  # fmt: skip


def honest(book: str, mean: Floats, offset: int, at: dt.datetime = NOON) -> pl.DataFrame:
    """Quotes with prices that belong to their lines, `offset` from the even one."""
    line = np.floor(mean) + 0.5 + offset
    return quotes(book, line, over_probability(mean, line, DISPERSION), at)


def league(games: int = 200, poisoned: tuple[str, ...] = (), books: int = 4) -> pl.DataFrame:
    """Honest books at lines of their own; the poisoned copy one feed with prices of other lines."""
    rng = np.random.default_rng(3)
    mean = rng.uniform(10, 40, games)
    frames = [honest(f"book {i}", mean, i - 1) for i in range(books)]
    line = np.floor(mean) + 0.5
    other = over_probability(mean, line + rng.choice([-4, -3, 3, 4], games), DISPERSION)
    return pl.concat([*frames, *(quotes(book, line, other) for book in poisoned)])


def screen(frame: pl.DataFrame, hygiene: QuoteFilter | None = None) -> ScreenedQuotes:
    return (hygiene or QuoteFilter()).screen(frame, Multiplicative())


def reasons(frame: pl.DataFrame, hygiene: QuoteFilter | None = None) -> list[str | None]:
    return screen(frame, hygiene).quotes["reason"].to_list()


def test_books_that_agree_are_clean_whatever_their_lines() -> None:
    screened = screen(league())
    assert not screened.quotes["suspect"].any()
    assert screened.quotes["votes"].to_list() == [3] * screened.quotes.height
    difference = screened.quotes["novig_over"] - screened.quotes["consensus_over"]
    assert difference.abs().max() == pytest.approx(0, abs=1e-9)
    assert screened.wrong_feeds == []


def test_quotes_come_back_in_their_order_with_the_judgement_behind() -> None:
    frame = league(poisoned=("x",)).sample(fraction=1, shuffle=True, seed=1)
    screened = screen(frame)
    assert screened.quotes.select(frame.columns).equals(frame)
    assert screened.quotes.columns[len(frame.columns) :] == [
        "novig_over", "consensus_over", "votes", "suspect", "reason",
    ]  # fmt: skip


def test_the_order_of_the_rows_changes_no_judgement() -> None:
    frame = league(poisoned=("x",))
    key = ["game_id", "book"]
    one = screen(frame).quotes.sort(key)
    two = screen(frame.sample(fraction=1, shuffle=True, seed=2)).quotes.sort(key)
    assert one["reason"].to_list() == two["reason"].to_list()


def test_a_price_of_another_line_is_off() -> None:
    frame = pl.concat([*(quotes(book, 25.5, 0.5) for book in "abc"), quotes("d", 29.5, 0.5)])
    assert reasons(frame) == [None, None, None, Reason.PRICE_OFF_LINE]


def test_the_tolerance_decides() -> None:
    frame = pl.concat([quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.5), quotes("c", 25.5, 0.57)])
    assert reasons(frame, QuoteFilter(tolerance=0.08)) == [None, None, None]
    assert reasons(frame, QuoteFilter(tolerance=0.06)) == [None, None, Reason.PRICE_OFF_LINE]


def test_a_difference_of_just_the_tolerance_passes() -> None:
    frame = pl.concat([quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.58)])
    assert reasons(frame, QuoteFilter(tolerance=0.08)) == [None, None]


def test_of_two_books_that_disagree_neither_can_be_believed() -> None:
    frame = pl.concat([quotes("a", np.full(80, 25.5), 0.5), quotes("b", np.full(80, 25.5), 0.7)])
    screened = screen(frame)
    assert screened.quotes["reason"].unique().to_list() == [Reason.PRICE_OFF_LINE]
    assert screened.wrong_feeds == []


def test_one_bad_vote_among_several_condemns_nobody_else() -> None:
    frame = pl.concat([*(quotes(book, 25.5, 0.5) for book in "abc"), quotes("d", 25.5, 0.9)])
    assert reasons(frame) == [None, None, None, Reason.PRICE_OFF_LINE]


def test_a_book_alone_is_not_confirmed_unless_that_is_allowed() -> None:
    assert reasons(quotes("a", 25.5, 0.5)) == [Reason.NO_CONSENSUS]
    assert reasons(quotes("a", 25.5, 0.5), QuoteFilter(least_feeds=0)) == [None]


def test_more_feeds_can_be_demanded() -> None:
    frame = pl.concat([quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.5)])
    assert reasons(frame, QuoteFilter(least_feeds=2)) == [Reason.NO_CONSENSUS] * 2


# Feeds


@pytest.mark.parametrize("books", [2, 3, 6])
def test_a_poisoned_feed_is_named_and_the_honest_books_stay_clean(books: int) -> None:
    screened = screen(league(poisoned=("x",), books=books))
    assert screened.wrong_feeds == [["x"]]
    by_book = screened.books.filter(pl.col("book") != "x")
    assert by_book["off"].sum() == 0
    assert by_book["suspect"].sum() == 0


def test_all_quotes_of_a_wrong_feed_are_suspect_unless_that_is_switched_off() -> None:
    x, tenth = pl.col("book") == "x", pl.col("game_id").str.ends_with("7")
    right = honest("x", np.random.default_rng(3).uniform(10, 40, 200), 0).filter(tenth)
    frame = pl.concat([league(poisoned=("x",)).filter(~(x & tenth)), right])
    strict = screen(frame).quotes.filter(x)["reason"].value_counts().sort("reason").rows()
    assert strict == [(Reason.PRICE_OFF_LINE, 180), (Reason.WRONG_FEED, 20)]
    lenient = screen(frame, QuoteFilter(whole_feed=False))
    assert lenient.quotes.filter(x)["reason"].null_count() == 20
    assert lenient.wrong_feeds == [["x"]]


def test_books_of_one_feed_have_one_vote_and_do_not_confirm_each_other() -> None:
    """Three copies of the poisoned feed would outvote two honest books."""
    screened = screen(league(poisoned=("x", "y", "z"), books=2))
    assert screened.wrong_feeds == [["x", "y", "z"]]
    assert screened.quotes.filter(pl.col("book").str.starts_with("book"))["suspect"].sum() == 0


def test_the_share_of_bad_quotes_names_a_feed_that_the_correlation_misses() -> None:
    frame = league(poisoned=("x",))
    blind = [replace(feed, wrong=False) for feed in check_feeds(frame)]
    assert QuoteFilter().screen(frame, Multiplicative(), blind).wrong_feeds == [["x"]]


def test_the_correlation_names_a_feed_that_the_share_misses() -> None:
    frame = league()
    accused = [replace(feed, wrong=feed.book == "book 1") for feed in check_feeds(frame)]
    screened = QuoteFilter().screen(frame, Multiplicative(), accused)
    assert screened.wrong_feeds == [["book 1"]]
    assert screened.counts()[Reason.WRONG_FEED] == 200


def test_few_quotes_name_no_feed() -> None:
    screened = screen(league(games=30, poisoned=("x",)))
    assert screened.wrong_feeds == []
    assert screened.counts()[Reason.PRICE_OFF_LINE] == 30


def test_copies_of_copies_are_one_feed() -> None:
    feeds = [Feed(book, 100, None, None, None, wrong=False, same_as=same) for book, same in [
        ("a", []), ("b", ["c"]), ("c", ["b", "d"]), ("d", ["c"]), ("e", []),
    ]]  # fmt: skip
    assert feed_of_book(feeds) == {"a": "a", "b": "b", "c": "b", "d": "b", "e": "e"}


def test_alternate_lines_cast_no_vote_but_are_judged() -> None:
    mean = np.array([25.0])
    alternates = [honest("a", mean, k) for k in (-8, -4, 4, 8)]
    screened = screen(pl.concat([honest("a", mean, 0), *alternates, honest("b", mean, 1)]))
    assert not screened.quotes["suspect"].any()
    assert screened.quotes["votes"].to_list() == [1] * 6
    wrong = pl.concat([honest("a", mean, 0), quotes("a", 33.5, 0.4), honest("b", mean, 1)])
    assert reasons(wrong) == [None, Reason.PRICE_OFF_LINE, None]


# Time


def test_a_quote_is_judged_by_what_was_quoted_by_then() -> None:
    """The news lowers every line by five between noon and three; who quotes late has not erred at noon."""
    later = NOON + dt.timedelta(hours=3)
    frame = pl.concat(
        [quotes(book, 25.5, 0.5, NOON) for book in "ab"] + [quotes(book, 20.5, 0.5, later) for book in "ab"]
    )
    assert reasons(frame) == [None] * 4


def test_a_later_quote_cannot_condemn_or_confirm_an_earlier_one() -> None:
    later = NOON + dt.timedelta(hours=3)
    first = quotes("a", 25.5, 0.5)
    for line in (25.5, 15.5):
        assert reasons(pl.concat([first, quotes("b", line, 0.5, later)]))[0] == Reason.NO_CONSENSUS


def test_quotes_within_minutes_count_as_taken_together() -> None:
    frame = pl.concat([quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.5, NOON + dt.timedelta(minutes=10))])
    assert reasons(frame) == [None, None]
    assert reasons(frame, QuoteFilter(together=5)) == [Reason.NO_CONSENSUS, None]


def test_in_play_quotes_are_suspect_and_have_no_vote() -> None:
    frame = pl.concat(
        [quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.5)] + [quotes(book, 5.5, 0.5, TIP_OFF) for book in "abc"]
    )
    assert reasons(frame) == [None, None] + [Reason.IN_PLAY] * 3


def test_where_the_tip_off_is_not_known_later_quotes_may_be_in_play() -> None:
    moments = [NOON, NOON + dt.timedelta(minutes=10), NOON + dt.timedelta(hours=1)]
    frame = pl.concat([quotes(book, 25.5, 0.5, at, None) for book in "ab" for at in moments])
    assert reasons(frame) == [None, None, Reason.MAYBE_IN_PLAY] * 2


def test_a_player_first_seen_in_a_later_snapshot_may_be_in_play_too() -> None:
    later = NOON + dt.timedelta(hours=1)
    newcomer = [quotes(b, 9.5, 0.5, later, None).with_columns(player_id=pl.lit(2, pl.Int64)) for b in "ab"]
    frame = pl.concat([*(quotes(book, 25.5, 0.5, NOON, None) for book in "ab"), *newcomer])
    assert reasons(frame) == [None, None, Reason.MAYBE_IN_PLAY, Reason.MAYBE_IN_PLAY]


# Sides, counts, settings


def test_one_sided_quotes_are_suspect_and_have_no_vote() -> None:
    lame = quotes("c", 25.5, 0.5).with_columns(under_price=pl.lit(None, pl.Float64), one_sided=pl.lit(True))
    screened = screen(pl.concat([quotes("a", 25.5, 0.5), quotes("b", 25.5, 0.5), lame]))
    assert screened.quotes["reason"].to_list() == [None, None, Reason.ONE_SIDED]
    assert screened.quotes["votes"].to_list() == [1, 1, 2]
    assert screened.quotes["novig_over"].null_count() == 1
    assert screened.quotes["consensus_over"][2] == pytest.approx(0.5)


def test_suspect_quotes_are_kept_and_counted() -> None:
    frame = league(poisoned=("x",))
    screened = screen(frame)
    assert screened.quotes.height == frame.height
    assert screened.bettable.height == frame.height - sum(screened.counts().values())
    assert screened.books["suspect"].sum() == sum(screened.counts().values())
    assert list(screened.counts()) == [reason.value for reason in Reason]


def test_every_book_is_listed_with_its_share() -> None:
    books = screen(league(poisoned=("x", "y"))).books
    assert books["book"].to_list() == ["book 0", "book 1", "book 2", "book 3", "x", "y"]
    assert books["feed"].to_list()[-2:] == ["x", "x"]
    assert books["wrong_feed"].to_list() == [False] * 4 + [True] * 2
    assert books["off"].to_list() == [0] * 4 + [200] * 2
    assert books["judged"].to_list() == [200] * 6


def test_no_lines_no_quotes() -> None:
    screened = screen(PROP_LINES.empty())
    assert screened.quotes.is_empty()
    assert sum(screened.counts().values()) == 0
    assert screened.wrong_feeds == []


def test_all_settings_out_of_range_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        QuoteFilter(tolerance=0, dispersion=-1, least_feeds=-1, feed_share=1.5, least_quotes=0, together=-1)
    assert [problem.split("=")[0] for problem in raised.value.problems] == [
        "tolerance", "dispersion", "least_feeds", "feed_share", "least_quotes", "together",
    ]  # fmt: skip
