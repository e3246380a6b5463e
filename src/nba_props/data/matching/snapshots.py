"""Snapshots of quotes, each fetched whole: what was on offer together, and what was taken down later."""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PROP_LINES

EVENT = ["event_id", "home_team", "away_team"]
OF_BOOK = [*EVENT, "book", "_market"]
OF_PLAYER = [*OF_BOOK, "player"]

MOVED = "main and alternate lines of one snapshot: of one look, at the later time"
REPLACED = "quote that a later snapshot replaced before that time"

SORT = {
    "_market": pl.coalesce("market", "unknown_market", pl.lit("")),
    "_further": pl.col("alternate").fill_null(value=False),
}
"""The market of a line, and whether it is a further one of it; never null."""


def settled_snapshots(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return quotes without `fetched_at`, with `withdrawn_at`: when a snapshot was first without the quote.

    That is one with lines of the same market and sort (main or alternate), on the event and of the book,
    which does not hold the quote's line of the player any more. It is null where there is none, and of quotes
    that were never fetched. Main and alternate lines of a snapshot have the later of their times.

    Args:
        quotes: as `nba_props.data.schemas.FETCHED_QUOTES`.
        quality: gets the counts.
    """
    if quotes["fetched_at"].null_count() == quotes.height:
        return quotes.drop("fetched_at").with_columns(withdrawn_at=pl.lit(None, pl.Datetime("us", "UTC")))
    told = _one_look(quotes.with_columns(**SORT), quality)
    key = [*OF_PLAYER, "line", "_further", "quoted_at"]
    gone = _withdrawn(told.drop_nulls("fetched_at"), key)
    joined = told.join(gone, on=key, how="left", maintain_order="left", nulls_equal=True, validate="m:1")
    return joined.drop("fetched_at", *SORT)


def withdrawn_lines(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return when canonical quotes were withdrawn, as far as they have been under every name of the player.

    Args:
        quotes: with the key of `prop_lines` and `withdrawn_at`.
    """
    every = quotes.group_by(PROP_LINES.key, maintain_order=True).agg(
        pl.col("withdrawn_at").max(), stands=pl.col("withdrawn_at").is_null().any()
    )
    return every.filter(~pl.col("stands")).drop("stands")


def _one_look(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return quotes of which a book's last main and alternate lines of a snapshot have one time, the later.

    A publisher tells a time for each of the two, though the lines of both were on offer at once.
    """
    fetched = pl.col("fetched_at").is_not_null()
    look = [*OF_PLAYER, "fetched_at"]
    is_last = pl.col("quoted_at") == pl.col("quoted_at").max().over([*look, "_further"])
    later = pl.col("quoted_at").max().over(look)
    told = quotes.with_columns(
        _own="quoted_at", quoted_at=pl.when(fetched & is_last).then(later).otherwise("quoted_at")
    )
    same = [*OF_PLAYER, "line", "_further", "quoted_at"]
    replaced = fetched & (pl.col("_own") < pl.col("_own").filter(fetched).max().over(same))
    kept = told.filter(~replaced.fill_null(value=False))
    moved = kept.filter(pl.col("quoted_at") > pl.col("_own")).height
    quality.note(PROP_LINES.name, MOVED, moved, dropped=False)
    quality.note(PROP_LINES.name, REPLACED, told.height - kept.height)
    return kept.drop("_own")


def _withdrawn(fetched: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return the keys of quotes that a later snapshot is without, with its time as `withdrawn_at`."""
    look = [*SORT, "fetched_at"]
    events, books = (fetched.select(*of, *look).unique() for of in (EVENT, ["book"]))
    looks = events.join(books, on=look).with_columns(withdrawn_at="fetched_at")
    seen = fetched.group_by(key).agg(pl.col("fetched_at").max())
    following = seen.sort("fetched_at").join_asof(
        looks.sort("fetched_at"),
        on="fetched_at", by=[*OF_BOOK, "_further"], strategy="forward", allow_exact_matches=False,
        check_sortedness=False,
    ).drop_nulls("withdrawn_at")  # fmt: skip
    there = fetched.select(*OF_PLAYER, "line", withdrawn_at="fetched_at")
    gone = following.join(there, on=there.columns, how="anti", nulls_equal=True)
    return gone.select(*key, "withdrawn_at")
