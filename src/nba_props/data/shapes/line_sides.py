"""One row per side: over and under of a quote are two rows, as The Odds API has them."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.odds_formats import OddsFormat, decimal_prices
from nba_props.data.raw.parsing import fail_where
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.lines import LineShape

OVER, UNDER = ("over", "o"), ("under", "u")
YES_NO = ("yes", "no")
"""Sides of markets without a line."""


def prices(raw: RawTable, odds: OddsFormat) -> pl.DataFrame:
    """Return each row's price as that of its side; the other one is null."""
    side = raw.frame["side"].str.strip_chars().str.to_lowercase()
    known = side.is_in([*OVER, *UNDER, *YES_NO])
    fail_where(raw, ~known.fill_null(False), "side", "{value} is neither 'Over' nor 'Under'")
    price = decimal_prices(raw, "price", odds)
    frame = pl.DataFrame({"side": side, "price": price})
    return frame.select(
        over_price=pl.when(pl.col("side").is_in(OVER)).then("price"),
        under_price=pl.when(pl.col("side").is_in(UNDER)).then("price"),
    )


SHAPE = LineShape("sides", "one row per side", ("line", "side", "price"), prices)
