"""Feeds that look wrong: books whose prices do not belong to their lines, and books that are one feed.

A book that sets its line higher than the others leaves the over less likely, so the difference of its line
from the books' median and its no-vig probability of the over move against each other. Where they move
together, prices stand beside lines that they were not made for, and a bettor "finds" value that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, isnan, sqrt, tanh

import polars as pl

from nba_props.core.keys import PLAYER_GAME_MARKET

MIN_BOOKS = 3
"""Books that must quote a player-game for their median to say anything about one of them."""
MIN_QUOTES = 50
"""Quotes below which a book is not judged."""
MOST_COMPARED = 100
"""Books that are compared with each other, those with the most quotes: no bettor has more accounts."""
SAME_FEED = 0.8
"""Share of common player-games with the same line and both prices from which two books are one feed.

Independent books agree on all three in few cases, and only on the most usual prices.
"""


@dataclass(frozen=True)
class Feed:
    """What a book's quotes look like: the correlation with its 95 % interval, and the books that copy it."""

    book: str
    quotes: int
    correlation: float | None
    low: float | None
    high: float | None
    wrong: bool
    """Whether lines and prices surely move together, which an honest book's never do."""
    same_as: list[str]


def check_feeds(prop_lines: pl.DataFrame) -> list[Feed]:
    """One entry per book, by name; from canonical `prop_lines`."""
    quotes = main_quotes(prop_lines)
    compared = _offsets(quotes)
    twins = same_feeds(quotes)
    by_book = {str(key[0]): frame for key, frame in compared.group_by("book", maintain_order=True)}
    none = compared.clear()
    return [
        _feed(book, by_book.get(book, none), twins.get(book, []))
        for book in sorted(prop_lines["book"].unique())
    ]


def main_quotes(prop_lines: pl.DataFrame) -> pl.DataFrame:
    """One two-sided quote per player-game, market and book: its first, at the line nearest to even prices.

    Columns: those of `prop_lines` and `over_probability`, the no-vig one by proportion. The first because a
    later one may have been taken in play.
    """
    over, under = 1 / pl.col("over_price"), 1 / pl.col("under_price")
    priced = prop_lines.filter(~pl.col("one_sided")).with_columns(over_probability=over / (over + under))
    uneven = (pl.col("over_probability") - 0.5).abs()
    ordered = priced.sort("quoted_at", uneven, "line")
    return ordered.unique([*PLAYER_GAME_MARKET, "book"], keep="first", maintain_order=True)


def same_feeds(quotes: pl.DataFrame) -> dict[str, list[str]]:
    """Book -> the books with the same line and prices on most player-games that both quote."""
    columns = [*PLAYER_GAME_MARKET, "book", "line", "over_price", "under_price"]
    compared = quotes.select(columns).join(_busiest(quotes), on="book", how="semi")
    same = pl.all_horizontal(
        pl.col(name) == pl.col(f"{name}_right") for name in ("line", "over_price", "under_price")
    )
    pairs = (
        compared.join(compared, on=PLAYER_GAME_MARKET)
        .filter(pl.col("book") < pl.col("book_right"))
        .group_by("book", "book_right")
        .agg(pl.len().alias("common"), same.mean().alias("equal"))
        .filter((pl.col("common") >= MIN_QUOTES) & (pl.col("equal") >= SAME_FEED))
        .sort("book", "book_right")
    )
    twins: dict[str, list[str]] = {}
    for a, b in pairs.select("book", "book_right").iter_rows():
        twins.setdefault(a, []).append(b)
        twins.setdefault(b, []).append(a)
    return {book: sorted(others) for book, others in twins.items()}


def _busiest(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the books with enough quotes to be compared, those with the most where there are too many."""
    counts = quotes.group_by("book").len().filter(pl.col("len") >= MIN_QUOTES)
    return counts.sort("len", "book", descending=[True, False]).head(MOST_COMPARED)


def _offsets(quotes: pl.DataFrame) -> pl.DataFrame:
    """Quotes of player-games with enough books, with `offset` from the books' median line."""
    books = pl.len().over(PLAYER_GAME_MARKET)
    median = pl.col("line").median().over(PLAYER_GAME_MARKET)
    return quotes.filter(books >= MIN_BOOKS).with_columns(offset=pl.col("line") - median)


def _feed(book: str, compared: pl.DataFrame, twins: list[str]) -> Feed:
    value = compared.select(pl.corr("offset", "over_probability")).item() if compared.height else None
    if value is None or isnan(value) or compared.height < MIN_QUOTES:  # NaN: one of the two never changes
        return Feed(book, compared.height, None, None, None, wrong=False, same_as=twins)
    reach = 1.96 / sqrt(compared.height - 3)
    centre = atanh(max(-0.999999, min(0.999999, value)))
    low, high = tanh(centre - reach), tanh(centre + reach)
    return Feed(book, compared.height, float(value), low, high, wrong=low > 0, same_as=twins)
