"""What the tracker makes of what it is given: names of metrics, tables, plots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from nba_props.core.frames import as_polars
from nba_props.errors import DataError, did_you_mean
from nba_props.tracking.artifacts import Content

if TYPE_CHECKING:
    from mlflow.entities import Dataset

    from nba_props.core.frames import Frame


def prefixed(prefix: str, metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metrics under names that start with the prefix, once."""
    return {name if name.startswith(prefix) else f"{prefix}{name}": value for name, value in metrics.items()}


def segment_metrics(segments: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Metrics as `segment/<name>/<value>/<metric>`."""
    from nba_props.evaluation.segments import slug

    return {
        f"segment/{slug(segment)}/{slug(value)}/{metric}": number
        for segment, values in segments.items()
        for value, metrics in values.items()
        for metric, number in metrics.items()
    }


def feature_params(features: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    """Return a configuration of features under `features.`; of a list of names their number."""
    if isinstance(features, Mapping):
        return {"features": dict(features)}
    return {"n_features": len(features)}


def plain(features: Mapping[str, Any] | Sequence[str]) -> Content:
    """Return the features as plain data."""
    return dict(features) if isinstance(features, Mapping) else list(features)


def table(frame: Frame, path: str, *, copies: bool) -> dict[str, Content]:
    """Return a frame as Parquet and, with `copies`, as CSV, in which lists are JSON."""
    rows = as_polars(frame)
    return dict.fromkeys([f"{path}.parquet", *([f"{path}.csv"] if copies else [])], rows)


def dataset(frame: Frame, name: str) -> Dataset:
    """Return a data set as MLflow notes it: columns, number of rows, and a hash of all values."""
    rows = as_polars(frame)
    values = hashlib.sha256(json.dumps([*map(str, rows.schema.items())]).encode())
    values.update(rows.hash_rows(seed=0).to_numpy().tobytes())
    columns = [{"name": column, "type": str(kind)} for column, kind in rows.schema.items()]
    return described_dataset(name, values.hexdigest(), {"columns": columns}, {"num_rows": rows.height})


def described_dataset(name: str, digest: str, schema: Any, profile: Mapping[str, Any]) -> Dataset:  # noqa: ANN401
    """Return a data set that is known by its hash."""
    from mlflow.entities import Dataset

    source = json.dumps({"name": name})
    return Dataset(name, digest[:36], "nba_props", source, json.dumps(schema), json.dumps(dict(profile)))


def importance(shares: Mapping[str, float]) -> dict[str, Content]:
    """Return the importance of features as a table, most important first, and a plot."""
    from nba_props.report.plots import residuals

    names, values = list(shares), [float(value) for value in shares.values()]
    frame = pl.DataFrame({"feature": names, "importance": values})
    drawn = residuals.importance(dict(zip(names, values, strict=True)))
    files: dict[str, Content] = {"importance.csv": frame.sort("importance", descending=True)}
    return files if drawn is None else {**files, "plots/feature_importance.png": drawn}


def calibration_curve(p_over: ArrayLike, over: ArrayLike) -> dict[str, Content]:
    """Return the reliability diagram and its figures."""
    from nba_props.calibration.reliability import reliability
    from nba_props.report.plots.calibration import calibration_curve as draw

    rows = _calls(np.asarray(over, np.float64), np.full(np.size(over), 0.5), p_over)
    files: dict[str, Content] = {"calibration.csv": reliability(p_over, np.asarray(over, np.float64))}
    figure = draw(rows)
    return files if figure is None else {**files, "plots/calibration_curve.png": figure}


def confusion_matrix(y: ArrayLike, line: ArrayLike, p_over: ArrayLike) -> dict[str, Content]:
    """Return the plot of calls against what happened; nothing without a decided line."""
    from nba_props.report.plots.confusion import confusion_matrix as draw

    figure = draw(_calls(y, line, p_over))
    return {} if figure is None else {"plots/confusion_matrix.png": figure}


def _calls(y: ArrayLike, line: ArrayLike, p_over: ArrayLike) -> pl.DataFrame:
    """Rows as the plots of probabilities read them; the date, which they do not draw, is the same for all."""
    columns = {"y": y, "line": line, "p_over": p_over}
    arrays = {name: np.asarray(values, np.float64) for name, values in columns.items()}
    _same_length(arrays)
    return pl.DataFrame(arrays).with_columns(
        date=pl.date(1970, 1, 1),
        prediction=pl.lit(None, pl.Float64),
        p_push=pl.lit(0.0),
        novig_over=pl.lit(None, pl.Float64),
    )


def residuals(y: ArrayLike, prediction: ArrayLike, stat: str) -> dict[str, Content]:
    """Return the plots of residuals; none without rows."""
    from nba_props.report.plots import residuals

    arrays = {"y": np.asarray(y, np.float64), "prediction": np.asarray(prediction, np.float64)}
    _same_length(arrays)
    rows = pl.DataFrame(arrays).with_columns(line=pl.lit(None, pl.Float64)).drop_nans()
    if rows.is_empty():
        return {}
    return {
        "plots/residuals.png": residuals.residual_histogram(rows, stat),
        "plots/predicted_vs_actual.png": residuals.predicted_vs_actual(rows, stat),
    }


def errors_by_group(rows: Frame, by: str | Sequence[str]) -> tuple[str, pl.DataFrame]:
    """Return the errors of each group, worst first, and where they are kept.

    Returns:
        The path, and `n`, `mae`, `bias`, `rmse` by the columns; errors are prediction less outcome.
    """
    frame, keys = as_polars(rows), [by] if isinstance(by, str) else list(by)
    for name in (*keys, "y", "prediction"):
        if name not in frame.columns:
            raise DataError(f"error analysis needs {name}; {did_you_mean(name, frame.columns)}")
    error = pl.col("prediction") - pl.col("y")
    known = frame.filter(pl.col("y").is_not_null() & pl.col("prediction").is_not_null())
    errors = known.group_by(keys).agg(
        n=pl.len(), mae=error.abs().mean(), bias=error.mean(), rmse=(error**2).mean().sqrt()
    )
    return f"errors/by_{'_'.join(keys)}.csv", errors.sort(
        "mae", *keys, descending=[True, *[False] * len(keys)]
    )


def _same_length(arrays: Mapping[str, np.ndarray]) -> None:
    if len({array.shape for array in arrays.values()}) > 1:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise DataError(f"must be one each for every row: {shapes}")
