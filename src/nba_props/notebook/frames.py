"""Frames of the caller's library: in as they are, out as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from nba_props.core.frames import Frame


def given(**tables: Frame | None) -> dict[str, Frame]:
    """Return the tables that are there, by name.

    Example:
        >>> given(games=pl.DataFrame({"a": [1]}), lines=None).keys()
        dict_keys(['games'])
    """
    return {name: frame for name, frame in tables.items() if frame is not None}


def converter(frame: Frame) -> Callable[[pl.DataFrame], Any]:
    """Return a function that turns tables into frames of the same library as `frame`.

    Example:
        >>> import pandas as pd
        >>> to_caller = converter(pd.DataFrame())
        >>> type(to_caller(pl.DataFrame({"a": [1]}))).__module__.split(".")[0]
        'pandas'
    """
    return _unchanged if isinstance(frame, pl.DataFrame | pl.LazyFrame) else pl.DataFrame.to_pandas


def _unchanged(table: pl.DataFrame) -> pl.DataFrame:
    return table
