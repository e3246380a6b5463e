"""The books' line and no-vig probability of each player-game: what a model is held against."""

from __future__ import annotations

import polars as pl

from nba_props.data.consensus import most_quoted_line
from nba_props.pricing.counts import DISPERSION, implied_median
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.screened import Reason

WRONG = [Reason.PRICE_OFF_LINE.value, Reason.WRONG_FEED.value]


def reference_lines(
    quotes: pl.DataFrame, market: str, devig: Devig, dispersion: float = DISPERSION
) -> pl.DataFrame:
    """Return the most-quoted line of each player-game, with the no-vig probability of going over it.

    Quotes whose price and line do not belong together have no say.

    Args:
        quotes: screened (`nba_props.pricing.screened.ScreenedQuotes.quotes`).
        market: its name.
        devig: how the margin is taken out of the median prices.
        dispersion: of the count around the line (`nba_props.pricing.counts`).

    Returns:
        `game_id`, `player_id`, `line`, `over_price`, `under_price`, `novig_over`, `line_median`: one row per
        player-game. The prices and `novig_over` are null where nobody priced both sides of that line;
        `line_median` is the median that the line implies at that price, there the line itself.
    """
    sound = quotes.filter(~pl.col("reason").is_in(WRONG).fill_null(value=False))
    lines = most_quoted_line(sound, market)
    priced = lines.with_columns(devig.novig_over(lines))
    over = priced["novig_over"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    median = implied_median(over, priced["line"].to_numpy(), dispersion)
    return priced.with_columns(pl.Series("line_median", median, dtype=pl.Float64))
