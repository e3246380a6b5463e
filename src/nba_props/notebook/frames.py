"""Frames of the caller's library: in as they are, out as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from nba_props.core.frames import Frame


def given(**tables: Frame | None) -> dict[str, Frame]:
    """Return the tables that are there, by name."""
    return {name: frame for name, frame in tables.items() if frame is not None}


def converter(frame: Frame) -> Callable[[pl.DataFrame], Any]:
    """Return a function that turns tables into frames of the same library as `frame`."""
    return _unchanged if isinstance(frame, pl.DataFrame | pl.LazyFrame) else pl.DataFrame.to_pandas


def _unchanged(table: pl.DataFrame) -> pl.DataFrame:
    return table
