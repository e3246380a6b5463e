"""One line per player-game, where one is needed: as the reference beside a model, and for segments."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME


def most_quoted_line(prop_lines: pl.DataFrame, market: str) -> pl.DataFrame:
    """Return line that most quotes name: `game_id, player_id, line, over_price, under_price`, one row each.

    Every book counts with one moment: its last quote before tip-off; where the tip-off is not known its first
    one, because a later one may have been taken in play. Alternate lines of that moment count as quotes. Of
    lines quoted equally often, the one nearest to the median of the quotes, then the lower one. The prices
    are the medians over the two-sided quotes at that line (null where there are none), for a no-vig
    probability; nobody need have offered them together.
    """
    quotes = _one_moment_each(prop_lines.filter(pl.col("market") == market))
    median = pl.col("line").median().over(PLAYER_GAME)
    two_sided = ~pl.col("one_sided")
    lines = quotes.with_columns(distance=(pl.col("line") - median).abs()).group_by(*PLAYER_GAME, "line").agg(
        pl.len().alias("quotes"),
        pl.col("distance").first(),
        pl.col("over_price").filter(two_sided).median(),
        pl.col("under_price").filter(two_sided).median(),
    )  # fmt: skip
    ordered = lines.sort(
        *PLAYER_GAME, "quotes", "distance", "line", descending=[False, False, True, False, False]
    )
    best = ordered.unique(PLAYER_GAME, keep="first", maintain_order=True)
    return best.select(*PLAYER_GAME, "line", "over_price", "under_price")


def _one_moment_each(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return quotes of each book's last moment before tip-off, or of its first where that is not known."""
    pregame = quotes.filter(pl.col("tip_off").is_null() | (pl.col("quoted_at") < pl.col("tip_off")))
    book = [*PLAYER_GAME, "book"]
    last, first = pl.col("quoted_at").max().over(book), pl.col("quoted_at").min().over(book)
    moment = pl.when(pl.col("tip_off").is_null().any().over(book)).then(first).otherwise(last)
    return pregame.filter(pl.col("quoted_at") == moment)
