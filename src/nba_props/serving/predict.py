"""The pandas face of a packaged model, for whoever serves it."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nba_props.errors import DataError, NBAPropsError
from nba_props.serving.bundle import DATE, LINE, PRICE, ModelBundle
from nba_props.serving.package import load
from nba_props.serving.scorer import score

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NBAPropsError", "load", "predict"]


def predict(bundle: ModelBundle, rows: pd.DataFrame) -> pd.DataFrame:
    """`score` for a pandas frame, whose index is kept; columns that are not asked for are passed over.

    Raises:
        NBAPropsError: a column is missing, or holds something else than numbers.
    """
    import pandas as pd

    asked = {*bundle.columns, LINE, PRICE}
    columns = {str(name): _series(rows[name]) if name in asked else _unread(rows) for name in rows.columns}
    if DATE in rows.columns:
        columns[DATE] = _dates(rows[DATE])
    found = score(bundle, pl.DataFrame(columns))
    return pd.DataFrame({name: found[name].to_numpy() for name in found.columns}, index=rows.index)


def _series(values: pd.Series) -> pl.Series:
    """Return a column of numbers as float64; any other as text, to be complained of."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(values.dtype):
        return pl.Series(values.to_numpy(np.float64, na_value=np.nan))
    known = values.dropna()
    if all(isinstance(label, Real) for label in known):
        return pl.Series(values.where(values.notna(), np.nan).to_numpy(np.float64))
    return pl.Series([str(label) for label in known] + [None] * (len(values) - len(known)))


def _dates(values: pd.Series) -> pl.Series:
    import pandas as pd

    try:
        return pl.Series(pd.to_datetime(values).to_numpy("datetime64[D]"))
    except (ValueError, TypeError) as error:
        raise DataError(f"{DATE} must be dates: {error}") from error


def _unread(rows: pd.DataFrame) -> pl.Series:
    """In place of a column of which only the name is of interest."""
    return pl.Series([None] * len(rows))
