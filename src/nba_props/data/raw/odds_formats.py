"""Prices as books write them -> decimal prices: what one unit staked returns in all when the bet wins."""

from __future__ import annotations

from enum import Enum

import polars as pl

from nba_props.data.raw.parsing import Number, fail_where, numbers
from nba_props.data.raw.read import RawTable

MIN_AMERICAN, MAX_AMERICAN = 100, 100_000
"""American prices are +100 and more (won on 100) or -100 and less (staked to win 100)."""

PER_CENT = 20
"""No decimal price of both sides of a line is so high: a column of such numbers holds percentages."""
NOTHING = ("", "NL", "-", "--", "N/A", "NA", "null", "None")
"""What stands where a book has no line."""
EVEN = r"(?i)^(pk|pick|pick'em|even|ev)$"


class OddsFormat(Enum):
    """How the prices of a file are written."""

    american = "american"
    decimal = "decimal"


def plain_numbers(text: pl.Series, even: str) -> pl.Series:
    """Return cells with a plain minus and halves as decimals, `even` for `PK` and `EVEN`; no line is null."""
    signed = text.str.strip_chars().str.replace_all("[\u2212\u2013]", "-").str.replace("\u00bd$", ".5")
    return signed.replace(list(NOTHING), None).str.replace(EVEN, even)


def decimal_prices(raw: RawTable, column: str, odds_format: OddsFormat) -> pl.Series:
    """Return the column as decimal prices; empty cells stay null.

    Raises:
        DataError: a cell is no price of this format, such as an American -50.
    """
    even = "100" if odds_format is OddsFormat.american else "2"
    raw = raw.with_columns(plain_numbers(raw.frame[column], even).alias(column))
    if odds_format is OddsFormat.decimal:
        return numbers(raw, {column: Number(1.001, 1001)}).to_series()
    price = numbers(raw, {column: Number(-MAX_AMERICAN, MAX_AMERICAN)}).to_series()
    low = price.abs() < MIN_AMERICAN
    problem = "{value} is no American price: they are -100 or less, or 100 or more; "
    problem += _other_form(price)
    fail_where(raw, low, column, problem)
    return american_to_decimal(price)


def _other_form(price: pl.Series) -> str:
    """Return what a column of no American prices may hold, and what reads it."""
    found = price.drop_nulls()
    if found.is_between(PER_CENT, MIN_AMERICAN, closed="left").sum() > found.len() / 2:
        return (
            "of a probability in per cent the decimal price is 100 divided by it (data.odds_format=decimal)"
        )
    return "for decimal prices say data.odds_format=decimal"


def american_to_decimal(price: pl.Series) -> pl.Series:
    """`+150` -> 2.5, `-200` -> 1.5."""
    value = pl.col("price")
    won = pl.when(value > 0).then(value / 100).otherwise(-100 / value)
    return price.alias("price").to_frame().select(1 + won).to_series()
