"""Reading the rows of predictions: checked columns as arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.errors import DataError, did_you_mean

MIN_MEAN = 0.01
"""A count's mean is above 0, whatever a model says; so are its logarithm and its variance."""


def predictions(rows: pl.DataFrame) -> Floats:
    """Return the conditional means as the model gave them: [n].

    Raises:
        DataError: the column is missing, or one of its values.
    """
    found = column(rows, "prediction")
    if not np.isfinite(found).all():
        raise DataError(f"row {int(np.argmin(np.isfinite(found)))} has no prediction")
    return found


def means(rows: pl.DataFrame) -> Floats:
    """Return the conditional means, at least `MIN_MEAN`: [n]. Errors as in `predictions`."""
    return np.maximum(predictions(rows), MIN_MEAN)


def column(rows: pl.DataFrame, name: str) -> Floats:
    """Return a column as float64 [n], NaN where unknown.

    Raises:
        DataError: there is no such column.
    """
    require_columns(rows, [name])
    return np.asarray(rows[name].to_numpy(), np.float64)


def require_columns(rows: pl.DataFrame, names: Iterable[str]) -> None:
    """Raise a `DataError` that names the first column that is missing."""
    missing = [name for name in names if name not in rows.columns]
    if missing:
        raise DataError(f"a distribution needs {missing[0]}; {did_you_mean(missing[0], rows.columns)}")
