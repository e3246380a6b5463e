"""Which quotes may be bet on: those that the other books bear out.

A price beside the wrong line looks like the best bet of the season, and any rule that hunts for value will
find it first. Doubtful quotes stay in the table, flagged with the reason, so that every figure can be shown
with and without them. No outcome is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from nba_props.core.component import component
from nba_props.core.rules import above, above_up_to, at_least, require
from nba_props.data.feeds import Feed, check_feeds
from nba_props.pricing.consensus import cast_votes, consensus, consensus_over, numbered
from nba_props.pricing.counts import DISPERSION
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.screened import Reason, ScreenedQuotes


@component("hygiene")
@dataclass
class QuoteFilter:
    """The bounds of what passes.

    `tolerance`: how far a no-vig probability may be from the consensus; among books in order the difference
    has a standard deviation of 0.02. `dispersion` of the count (`nba_props.pricing.counts`): 12 fits the
    lines of seven markets, alternate ones included. `least_feeds`: other feeds that must have quoted; 0 lets
    quotes pass that nobody else confirms. `feed_share`: of a feed's quotes that two others could judge, the
    share off the line above which the whole feed fails, and `least_quotes` how many it must have for that;
    `whole_feed`: whether all quotes of such a feed are suspect, those before it was found out too: a backtest
    earns nothing from prices that were never those of its lines. `together`: minutes within which quotes
    count as taken at the same time.
    """

    tolerance: float = 0.08
    dispersion: float = DISPERSION
    least_feeds: int = 1
    feed_share: float = 0.2
    least_quotes: int = 50
    whole_feed: bool = True
    together: int = 15

    def __post_init__(self) -> None:
        require(
            self,
            tolerance=above_up_to(0, 0.5),
            dispersion=above(0),
            least_feeds=at_least(0),
            feed_share=above_up_to(0, 1),
            least_quotes=at_least(1),
            together=at_least(0),
        )

    def screen(
        self, prop_lines: pl.DataFrame, devig: Devig, feeds: Sequence[Feed] | None = None
    ) -> ScreenedQuotes:
        """Judge every quote.

        Args:
            prop_lines: the canonical table, all markets and seasons together.
            devig: how the margin is taken out.
            feeds: what `check_feeds` said of the table; worked out here where not given.
        """
        feeds = check_feeds(prop_lines) if feeds is None else feeds
        feed_of = feed_of_book(feeds)
        failed = {feed_of[feed.book] for feed in feeds if feed.wrong}
        quotes = self._prepare(prop_lines, devig, feed_of)
        votes = cast_votes(quotes.filter(pl.col("reason").is_null()), self.dispersion)
        judged = self._judge(quotes, votes, failed)
        while worst := self._worst_feed(judged, failed):
            failed = failed | {worst}
            judged = self._judge(quotes, votes, failed)
        return ScreenedQuotes.of(judged, failed)

    def own_faults(self, prop_lines: pl.DataFrame, devig: Devig) -> pl.DataFrame:
        """Return the quotes with `novig_over`, and `reason` as far as a quote and earlier ones show it."""
        return self._prepare(prop_lines, devig, {})

    def judged_together(self, quotes: pl.DataFrame) -> pl.DataFrame:
        """Return quotes with a `reason` where the others at hand disagree; every book is a feed of its own.

        Args:
            quotes: some of those that `own_faults` returns. No other one has a say.
        """
        votes = cast_votes(quotes.filter(pl.col("reason").is_null()), self.dispersion)
        return self._judge(quotes, votes, set())

    def _prepare(self, prop_lines: pl.DataFrame, devig: Devig, feed_of: dict[str, str]) -> pl.DataFrame:
        """Return the quotes with `feed`, `novig_over`, and `reason` as far as each quote shows it alone."""
        feed = pl.col("book").replace(feed_of)
        known = prop_lines.with_columns(devig.novig_over(prop_lines), feed=feed)
        return numbered(known.with_columns(reason=self._own_reason()))

    def _own_reason(self) -> pl.Expr:
        first = pl.col("quoted_at").min().over("game_id", "book")
        later = pl.col("quoted_at") > first + pl.duration(minutes=self.together)
        return (
            pl.when("one_sided")
            .then(pl.lit(Reason.ONE_SIDED.value))
            .when(pl.col("quoted_at") >= pl.col("tip_off"))
            .then(pl.lit(Reason.IN_PLAY.value))
            .when(pl.col("tip_off").is_null() & later)
            .then(pl.lit(Reason.MAYBE_IN_PLAY.value))
            .when(pl.col("novig_over").is_null())
            .then(pl.lit(Reason.NO_NOVIG.value))
        )

    def _judge(self, quotes: pl.DataFrame, votes: pl.DataFrame, failed: set[str]) -> pl.DataFrame:
        """Add `consensus_over`, `votes`, `off` and `reason` to quotes; failed feeds have no vote."""
        heard = votes.filter(~pl.col("feed").is_in(failed))
        found = consensus(quotes, heard, self.together)
        over = consensus_over(found["consensus_mean"], quotes["line"], self.dispersion)
        distance = (pl.col("novig_over") - pl.col("consensus_over")).abs()
        # Probabilities are computed: a difference of just the tolerance must not hang on the last digit.
        off = (distance > self.tolerance + 1e-12).fill_null(False)
        judged = quotes.with_columns(over, found["votes"]).with_columns(
            off=off & (pl.col("votes") >= self.least_feeds)
        )
        return judged.with_columns(reason=self._reason(failed))

    def _reason(self, failed: set[str]) -> pl.Expr:
        of_failed_feed = pl.col("feed").is_in(failed) & self.whole_feed
        return (
            pl.when(pl.col("reason").is_not_null())
            .then("reason")
            .when("off")
            .then(pl.lit(Reason.PRICE_OFF_LINE.value))
            .when(of_failed_feed)
            .then(pl.lit(Reason.WRONG_FEED.value))
            .when(pl.col("votes") < self.least_feeds)
            .then(pl.lit(Reason.NO_CONSENSUS.value))
        )

    def _worst_feed(self, judged: pl.DataFrame, failed: set[str]) -> str | None:
        """Return the feed with the largest share off the line, if that is too large.

        One at a time: a wrong feed's votes make the others look wrong, until it has none.
        """
        # Of two feeds that disagree nobody knows which is wrong; it takes two others to outvote one.
        known = judged.filter(
            pl.col("votes") >= 2,
            ~pl.col("feed").is_in(failed),
            pl.col("reason").is_null() | (pl.col("reason") == Reason.PRICE_OFF_LINE.value),
        )
        shares = known.group_by("feed").agg(pl.len().alias("quotes"), share=pl.col("off").mean())
        failing = shares.filter(pl.col("quotes") >= self.least_quotes, pl.col("share") > self.feed_share)
        ordered = failing.sort("share", "feed", descending=[True, False])
        return None if ordered.is_empty() else str(ordered["feed"][0])


def feed_of_book(feeds: Sequence[Feed]) -> dict[str, str]:
    """Book -> the name of its feed: the first in the alphabet of the books that copy each other."""
    feed_of = {feed.book: feed.book for feed in feeds}
    for feed in sorted(feeds, key=lambda each: each.book):
        joined = {feed_of[book] for book in (feed.book, *feed.same_as)}
        feed_of = {book: min(joined) if name in joined else name for book, name in feed_of.items()}
    return feed_of
