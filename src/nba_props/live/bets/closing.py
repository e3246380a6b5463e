"""The books' lines on bets, and what became of a bet's price by the time the book closed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from nba_props.data.assemble import assemble
from nba_props.data.schemas import PROP_LINES
from nba_props.data.sources import Sources
from nba_props.data.store.as_of import View
from nba_props.data.store.source import Stored
from nba_props.data.store.store import HEAD
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

TAKEN_AT = ("placed_at", "quoted_at", "recorded_at")
"""What tells when a bet was taken, the first that is known."""


def stored_lines(folder: Path, now: dt.datetime) -> pl.DataFrame:
    """Return a store's quotes of before a moment on games that its logs hold: the canonical `prop_lines`.

    None where there is no store, or one without games: bets can be kept without.
    """
    if not (folder / HEAD).is_file() or View(folder, now).read("player_games").is_empty():
        return PROP_LINES.empty()
    stored = Stored(str(folder), as_of=now.isoformat(), upcoming=False).sources()
    return assemble(Sources(stored.games, stored.lines), seed=0).prop_lines


def with_close(
    bets: pl.DataFrame, prop_lines: pl.DataFrame, hygiene: QuoteFilter | None = None
) -> pl.DataFrame:
    """Put each bet beside its book's last quote before tip-off; see `nba_props.ledger.closing.add_close`.

    A quote is a close only where it is later than the bet was taken: later than its placement, else than the
    quote it was picked at, else than its entry.

    Args:
        bets: with the columns that `add_close` needs and, where they are known, the others of `TAKEN_AT`.
        prop_lines: the canonical table.
        hygiene: which quotes count; by default those that no other book contradicts.
    """
    if prop_lines.is_empty():
        return bets.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in NO_CLOSE.items())
    hygiene = hygiene or QuoteFilter(least_feeds=0)
    screened = hygiene.screen(prop_lines, Multiplicative())
    taken = bets.with_columns(quoted_at=pl.coalesce([name for name in TAKEN_AT if name in bets.columns]))
    closed = add_close(taken, screened.bettable, reprice_counts(hygiene.dispersion))
    return closed.with_columns(bets["quoted_at"])
