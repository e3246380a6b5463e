"""Lines without prices, as pick'em games publish them."""

from __future__ import annotations

import polars as pl

from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.read import RawTable
from nba_props.data.shapes.lines import LineShape


def prices(raw: RawTable, odds: OddsFormat) -> pl.DataFrame:  # noqa: ARG001
    """Return no price of any row."""
    nothing = pl.lit(None, pl.Float64)
    return raw.frame.with_columns(over_price=nothing, under_price=nothing).select("over_price", "under_price")


SHAPE = LineShape("picks", "lines without prices", ("line",), prices, priceless=True)
