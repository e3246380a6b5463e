"""The books' lines on bets, and what became of a bet's price by the time the book closed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from nba_props.data.matching.link import link
from nba_props.data.matching.quotes import usable_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PROP_LINES, QUOTES
from nba_props.data.sources import Games
from nba_props.data.store.store import HEAD, DataStore
from nba_props.ledger.closing import add_close, reprice_counts
from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.pricing.hygiene import QuoteFilter

NO_CLOSE = {
    "closing_line": pl.Float64(),
    "closing_price": pl.Float64(),
    "closed_at": pl.Datetime("us", "UTC"),
    "clv": pl.Float64(),
    "clv_novig": pl.Float64(),
}


def stored_lines(folder: Path, now: dt.datetime) -> pl.DataFrame:
    """Return a store's quotes of before a moment on games that its logs hold: the canonical `prop_lines`.

    None where there is no store: bets can be kept without one.
    """
    if not (folder / HEAD).is_file():
        return PROP_LINES.empty()
    store = DataStore.open(folder)
    player_games, quotes = store.read("player_games"), store.read("quotes")
    seen = quotes.filter(pl.col("quoted_at") <= now)
    if seen.is_empty() or player_games.is_empty():
        return PROP_LINES.empty()
    quality = QualityReport()
    usable = usable_quotes(QUOTES.conform(seen), Games(player_games).team_codes, quality)
    linked = link(usable, player_games, upcoming=False, quality=quality)
    return PROP_LINES.conform(linked.prop_lines.filter(pl.col("market").is_not_null()))


def with_close(
    bets: pl.DataFrame, prop_lines: pl.DataFrame, hygiene: QuoteFilter | None = None
) -> pl.DataFrame:
    """Put each bet beside its book's last quote before tip-off; see `nba_props.ledger.closing.add_close`.

    Args:
        bets: with `night` and the columns that `add_close` needs; without a time of the quote, any one of
            the night counts as later than the bet.
        prop_lines: the canonical table.
        hygiene: which quotes count; by default those that no other book contradicts.
    """
    if prop_lines.is_empty():
        return bets.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in NO_CLOSE.items())
    hygiene = hygiene or QuoteFilter(least_feeds=0)
    screened = hygiene.screen(prop_lines, Multiplicative())
    night = pl.col("night").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    timed = bets.with_columns(quoted_at=pl.coalesce("quoted_at", night))
    closed = add_close(timed, screened.bettable, reprice_counts(hygiene.dispersion))
    return closed.with_columns(bets["quoted_at"])
