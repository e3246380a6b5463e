"""One row per quote: both prices beside the line."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.odds_formats import OddsFormat, decimal_prices
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.lines import LineShape


def prices(raw: RawTable, odds: OddsFormat) -> pl.DataFrame:
    """Return both prices of each row."""
    return pl.DataFrame({name: decimal_prices(raw, name, odds) for name in ("over_price", "under_price")})


SHAPE = LineShape("quotes", "one row per quote", ("line", "over_price", "under_price"), prices)
