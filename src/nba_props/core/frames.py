"""Frames of pandas and polars, taken in as polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from nba_props.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    Frame: TypeAlias = pd.DataFrame | pl.DataFrame | pl.LazyFrame


def as_polars(frame: Frame, name: str = "rows", wanted: set[str] | None = None) -> pl.DataFrame:
    """Convert a frame of pandas or polars to polars, the named levels of its index among the columns.

    A level that is named like a column gives way to it.

    Args:
        frame: the frame.
        name: what to call it in an error.
        wanted: the columns to take, where there are, whatever the case of their letters; all by default.

    Raises:
        DataError: it is neither, or two columns have one name.
    """
    folded = None if wanted is None else {column.casefold() for column in wanted}
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame.select(column for column in frame.columns if _is_wanted(column, folded))
    return _from_pandas(frame, name, folded)


def _is_wanted(column: object, folded: set[str] | None) -> bool:
    return folded is None or str(column).strip().casefold() in folded


def _from_pandas(frame: object, name: str, wanted: set[str] | None) -> pl.DataFrame:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{name}: must be a frame of pandas or polars, not {type(frame).__name__}")
    there = frame.columns
    levels = [at for at, key in enumerate(frame.index.names) if key is not None and key not in there]
    whole = frame.reset_index(level=levels, allow_duplicates=True) if levels else frame
    selected = whole.loc[:, [_is_wanted(column, wanted) for column in whole.columns]]
    names = [str(column) for column in selected.columns]
    for column in names:
        if names.count(column) > 1:
            raise DataError(f"{name}: there are two columns {column}")
    return pl.DataFrame([_from_series(selected[column]) for column in selected.columns])


def _from_series(values: pd.Series) -> pl.Series:
    """Return a column; one of several kinds, or of periods, as text, as files would have it."""
    import pandas as pd

    if isinstance(values.dtype, pd.PeriodDtype):
        return _as_texts(values)
    try:
        return pl.from_pandas(values, nan_to_null=True).alias(str(values.name))
    except (TypeError, ValueError, NotImplementedError, pl.exceptions.PolarsError):
        return _as_texts(values)


def _as_texts(values: pd.Series) -> pl.Series:
    cells = zip(values, values.isna(), strict=True)
    texts = [None if unknown else str(cell) for cell, unknown in cells]
    return pl.Series(str(values.name), texts, pl.String)
