"""Regression metrics, as pure functions of outcomes and predictions.

Each takes two float64 arrays [rows] without NaN and returns a number in the unit of the outcome (`r2` and
`mape` have none), or None where the metric cannot be computed: what cannot be computed is absent, never zero.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nba_props.core.arrays import Floats

Metric = Callable[[Floats, Floats], float | None]


def mae(y: Floats, prediction: Floats) -> float | None:
    """Mean absolute error; None without rows.

    Example:
        >>> import numpy as np
        >>> mae(np.array([20.0, 30.0]), np.array([22.0, 24.0]))
        4.0
    """
    return _mean(np.abs(prediction - y))


def rmse(y: Floats, prediction: Floats) -> float | None:
    """Root of the mean squared error; None without rows."""
    squared = _mean((prediction - y) ** 2)
    return None if squared is None else float(np.sqrt(squared))


def bias(y: Floats, prediction: Floats) -> float | None:
    """Mean of prediction less outcome: above zero when the model expects too much; None without rows.

    Example:
        >>> import numpy as np
        >>> bias(np.array([20.0, 30.0]), np.array([22.0, 24.0]))
        -2.0
    """
    return _mean(prediction - y)


def r2(y: Floats, prediction: Floats) -> float | None:
    """Share of the outcome's variance that the prediction explains; None where there is no variance.

    Example:
        >>> import numpy as np
        >>> r2(np.array([20.0, 30.0]), np.array([20.0, 25.0]))
        0.5
    """
    if y.size == 0 or np.ptp(y) == 0:
        return None
    spread = float(((y - y.mean()) ** 2).sum())
    return _finite(1 - float(((prediction - y) ** 2).sum()) / spread) if spread > 0 else None


def mape(y: Floats, prediction: Floats) -> float | None:
    """Mean of the absolute error as a share of the outcome, over rows with an outcome above 0.

    Rows of zero have no such share; a fraction, not a percentage. None where no outcome is above 0.

    Example:
        A row of zero is left out:

        >>> import numpy as np
        >>> mape(np.array([20.0, 0.0]), np.array([25.0, 3.0]))
        0.25
    """
    counted = y > 0
    return _mean(np.abs(prediction[counted] - y[counted]) / y[counted])


METRICS: dict[str, Metric] = {"mae": mae, "rmse": rmse, "r2": r2, "mape": mape, "bias": bias}
"""The metrics by the name they are logged under, after `train_` or `val_`."""


def regression_metrics(y: Floats, prediction: Floats, prefix: str = "") -> dict[str, float]:
    """All metrics that can be computed, under `<prefix><name>`.

    Args:
        y: outcomes [rows], of rows that have one.
        prediction: predictions of the same rows.
        prefix: `train_` or `val_`.

    Example:
        >>> import numpy as np
        >>> found = regression_metrics(np.array([20.0, 30.0]), np.array([22.0, 24.0]), "val_")
        >>> found["val_mae"], found["val_bias"]
        (4.0, -2.0)
    """
    values = {f"{prefix}{name}": metric(y, prediction) for name, metric in METRICS.items()}
    return {name: value for name, value in values.items() if value is not None}


def _mean(values: Floats) -> float | None:
    return _finite(float(values.mean())) if values.size else None


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
