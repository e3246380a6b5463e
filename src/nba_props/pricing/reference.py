"""The books' line and no-vig probability of each player-game: what a model is held against."""

from __future__ import annotations

import polars as pl

from nba_props.data.consensus import most_quoted_line
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.screened import Reason

WRONG = [Reason.PRICE_OFF_LINE.value, Reason.WRONG_FEED.value]


def reference_lines(quotes: pl.DataFrame, market: str, devig: Devig) -> pl.DataFrame:
    """Return the most-quoted line of each player-game, with the no-vig probability of going over it.

    Quotes whose price and line do not belong together have no say.

    Args:
        quotes: screened (`nba_props.pricing.screened.ScreenedQuotes.quotes`).
        market: its name.
        devig: how the margin is taken out of the median prices.

    Returns:
        `game_id`, `player_id`, `line`, `over_price`, `under_price`, `novig_over`: one row per player-game;
        the last three null where nobody priced both sides of that line.
    """
    sound = quotes.filter(~pl.col("reason").is_in(WRONG).fill_null(value=False))
    lines = most_quoted_line(sound, market)
    return lines.with_columns(devig.novig_over(lines))
