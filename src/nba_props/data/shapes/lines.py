"""The shapes in which collectors save lines, and the choice between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from nba_props.data.raw.columns import Origin
from nba_props.data.raw.hints import normal
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.read import RawTable
from nba_props.errors import DataError, did_you_mean

Prices = Callable[[RawTable, OddsFormat], "pl.DataFrame"]
"""From raw rows to `over_price` and `under_price`, decimal; null where a row does not hold the side's."""


@dataclass(frozen=True)
class LineShape:
    """A shape by its `name`; `columns` are what a file of it has, under our names."""

    name: str
    words: str
    columns: tuple[str, ...]
    prices: Prices
    priceless: bool = False
    """Whether a file of the shape has no column that speaks of prices."""

    def has_columns(self, header: Mapping[str, str]) -> bool:
        """Whether a file has the columns that the shape reads."""
        return set(self.columns) <= header.keys()

    def fits(self, header: Mapping[str, str], every: list[str]) -> bool:
        """Whether a file has the columns; `every` are all names in the file."""
        return self.has_columns(header) and not (self.priceless and price_columns(every))


PRICE_WORD = re.compile(r"(?:over|under)(?!time|all|dog).*|.*(?:price|odds).*|px\d*")
"""A word that may tell of prices, `overtime`, `overall` and `underdog` not: where in doubt one does, a file
of lines without prices is forced, for prices that are passed over are lost without a word."""
OF_WHAT = frozenset({"type", "format", "id"})
"""Words beside which a word of prices tells none: `odds_type`."""


def price_columns(columns: Sequence[str]) -> list[str]:
    """Return the names of columns that speak of prices, such as `over`, `PriceUnder` or `american_odds`."""
    words = {name: normal(name).split("_") for name in columns}
    return [
        name
        for name, parts in words.items()
        if any(map(PRICE_WORD.fullmatch, parts)) and OF_WHAT.isdisjoint(parts)
    ]


def shapes() -> dict[str, LineShape]:
    """Return the shapes by name, in the order in which they are tried."""
    from nba_props.data.shapes import line_picks, line_quotes, line_sides

    return {shape.name: shape for shape in (line_quotes.SHAPE, line_sides.SHAPE, line_picks.SHAPE)}


def shape_of(path: Origin, header: Mapping[str, str], every: list[str], forced: str | None) -> LineShape:
    """Return the first shape that fits a file.

    Args:
        path: the file.
        header: our names of columns -> the file's, for those that it has.
        every: all column names of the file.
        forced: the shape's name, where a person says it.

    Raises:
        DataError: none fits.
    """
    known = shapes()
    if forced and known[forced].has_columns(header):
        return known[forced]
    tried = [known[forced]] if forced else list(known.values())
    found = next((shape for shape in tried if shape.fits(header, every)), None)
    if found is None:
        wanted = tried[0]
        missing = next((name for name in wanted.columns if name not in header), wanted.columns[0])
        others = "; ".join(
            f"{shape.words}: {', '.join(shape.columns)}" for shape in tried[1:] if shape.columns
        )
        hint = f" (or {others})" if others else ""
        meant = did_you_mean(missing, every) + _unless_priced(tried, header, every)
        raise DataError(f"{path}, row 1: column {missing} is missing{hint}; {meant}")
    return found


def _unless_priced(tried: Sequence[LineShape], header: Mapping[str, str], every: list[str]) -> str:
    """Say which column keeps a file from being one of lines without prices, where nothing else does."""
    shape = next((shape for shape in tried if shape.priceless and shape.has_columns(header)), None)
    if shape is None:
        return ""
    return f" {price_columns(every)[0]} speaks of prices; data.shape={shape.name} reads the lines without any"
