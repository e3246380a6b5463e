"""The shapes in which collectors save lines, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from nba_props.data.raw.columns import Origin
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
    foreign: tuple[str, ...] = ()
    """Parts of column names that a file of the shape does not have."""

    def fits(self, header: Mapping[str, str], every: list[str]) -> bool:
        """Whether a file has the columns; `every` are all names in the file."""
        return set(self.columns) <= header.keys() and not has_foreign(every, self.foreign)


def has_foreign(columns: Sequence[str], foreign: Sequence[str]) -> bool:
    """Whether the name of a column has one of the parts that files of a shape do not have."""
    return any(part in name.lower() for name in columns for part in foreign)


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
    tried = [known[forced]] if forced else list(known.values())
    found = next((shape for shape in tried if shape.fits(header, every)), None)
    if found is None:
        wanted = tried[0]
        missing = next((name for name in wanted.columns if name not in header), wanted.columns[0])
        others = "; ".join(
            f"{shape.words}: {', '.join(shape.columns)}" for shape in tried[1:] if shape.columns
        )
        hint = f" (or {others})" if others else ""
        raise DataError(f"{path}, row 1: column {missing} is missing{hint}; {did_you_mean(missing, every)}")
    return found
