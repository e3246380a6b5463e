"""The outcome of quote hygiene: every quote with its judgement, and what can be told from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from nba_props.data.schemas import PROP_LINES


class Reason(StrEnum):
    """Why a quote is suspect; where several hold, the first of them is given."""

    ONE_SIDED = "one_sided"
    """A price of one side or of none: its margin is not known."""
    IN_PLAY = "in_play"
    """Quoted at tip-off or later."""
    MAYBE_IN_PLAY = "maybe_in_play"
    """A later quote of a book for a game of unknown tip-off: it may have been taken in play."""
    NO_NOVIG = "no_novig"
    """The devig method has no probability to give."""
    PRICE_OFF_LINE = "price_off_line"
    """The no-vig probability is not what the other feeds make of the line."""
    WRONG_FEED = "wrong_feed"
    """Nothing wrong with this quote, but with too many of its feed."""
    NO_CONSENSUS = "no_consensus"
    """Too few other feeds had quoted the player by then."""


@dataclass(frozen=True)
class ScreenedQuotes:
    """The quotes with their judgement.

    `quotes`: the canonical columns, in the order in which they came, and `novig_over`, `consensus_over`
    (P(over) of the quote's own line according to the other feeds, null without any), `votes` (how many),
    `suspect`, `reason` (null, or a value of `Reason`).
    `books`: one row per book, by name: `feed`, `quotes`, `suspect`, `judged` (how many could be compared with
    a consensus), `off` (how many of these were off their line), `wrong_feed`.
    `wrong_feeds`: the books of each feed that fails.
    """

    quotes: pl.DataFrame
    books: pl.DataFrame
    wrong_feeds: list[list[str]]

    @classmethod
    def of(cls, judged: pl.DataFrame, failed: set[str]) -> ScreenedQuotes:
        """From quotes that bear `feed`, `off` and the final `reason`, and the feeds that fail."""
        marked = judged.with_columns(suspect=pl.col("reason").is_not_null())
        added = ("novig_over", "consensus_over", "votes", "suspect", "reason")
        wrong = marked.filter(pl.col("feed").is_in(failed)).group_by("feed")
        books = wrong.agg(pl.col("book").unique().sort()).sort("feed")["book"].to_list()
        return cls(marked.select(*PROP_LINES.columns, *added), _by_book(marked, failed), books)

    @property
    def bettable(self) -> pl.DataFrame:
        """The quotes that are not suspect."""
        return self.quotes.filter(~pl.col("suspect"))

    def counts(self, market: str | None = None, dates: pl.Series | None = None) -> dict[str, int]:
        """Suspect quotes of a market, or of all, by reason: each, in the order in which it is looked for.

        Args:
            market: None for all.
            dates: of the games; None for all.
        """
        quotes = self.quotes if market is None else self.quotes.filter(pl.col("market") == market)
        quotes = quotes if dates is None else quotes.filter(pl.col("date").is_in(dates.implode()))
        found = dict(quotes.drop_nulls("reason").group_by("reason").len().iter_rows())
        return {reason.value: found.get(reason.value, 0) for reason in Reason}


def _by_book(marked: pl.DataFrame, failed: set[str]) -> pl.DataFrame:
    # A quote with a fault of its own is compared with nothing.
    fair = pl.col("reason").is_null() | pl.col("reason").is_in(
        [Reason.PRICE_OFF_LINE.value, Reason.WRONG_FEED.value]
    )
    compared = fair & pl.col("consensus_over").is_not_null()
    return (
        marked.group_by("book", "feed")
        .agg(
            quotes=pl.len(),
            suspect=pl.col("suspect").sum(),
            judged=compared.sum(),
            off=(pl.col("off") & compared).sum(),
        )
        .with_columns(wrong_feed=pl.col("feed").is_in(failed))
        .sort("book")
    )
