"""Plots of residuals and features, as matplotlib figures to save with `figure.savefig(path)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.evaluation.references import errors_of
from nba_props.report.canvas import (
    INK,
    LINE,
    MODEL,
    MUTED,
    NAIVE,
    PALE,
    canvas,
    cloud,
    dated,
    labelled,
    legend,
    panels,
    reach,
    titled,
    with_interval,
)
from nba_props.report.series.errors import compared
from nba_props.report.series.levels import mean_by_level

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CELLS = 60
"""Cells of a cloud along an axis."""
MEANS: dict[str, Any] = {"color": LINE, "marker": "o", "markersize": 4.5, "linewidth": 1.6, "capsize": 3}
NAMES = {"prediction": "model", "naive": "naive mean", "line": "line"}
TITLES = {"all": "All player-games", "priced": "Player-games with a line"}
LOOKS: dict[str, dict[str, Any]] = {
    "prediction": {"color": MODEL, "linewidth": 2.0, "marker": "o", "markersize": 4.5, "zorder": 3},
    "naive": {"color": NAIVE, "linewidth": 1.5, "marker": "s", "markersize": 3.5, "linestyle": "--"},
    "line": {"color": LINE, "linewidth": 1.5, "marker": "^", "markersize": 4, "linestyle": "-."},
}


def residual_plots(rows: pl.DataFrame, folds: pl.DataFrame, stat: str) -> dict[str, Figure]:
    """All residual plots of a run, by the name of their file.

    Args:
        rows: `Evaluation.rows`.
        folds: `Predictions.folds`.
        stat: what is predicted, in words (`points + rebounds + assists`).

    Returns:
        `predicted_vs_actual`, `residuals_by_prediction`, `residuals` and `mae_by_fold`; none without rows.
    """
    if not rows.height:
        return {}
    return {
        "predicted_vs_actual": predicted_vs_actual(rows, stat),
        "residuals_by_prediction": residuals_by_prediction(rows, stat),
        "residuals": residual_histogram(rows, stat),
        "mae_by_fold": mae_by_fold(rows, folds, stat),
    }


def predicted_vs_actual(rows: pl.DataFrame, stat: str) -> Figure:
    """Outcomes against predictions: a cloud of player-games, and the mean outcome of each level predicted."""
    prediction, y = rows["prediction"].to_numpy(), rows["y"].to_numpy()
    figure, axes = canvas("Predicted and actual", count(rows.height, "player-game"), (8, 7))
    edges = _prediction_edges(prediction)
    top = np.ceil(max(edges[-1], np.quantile(y, 0.999)))
    step = max(1.0, np.round(top / CELLS))
    cloud(figure, axes, prediction, y, (edges, np.arange(min(0.0, y.min()) - 0.5, top + step, step)))
    axes.plot(edges[[0, -1]], edges[[0, -1]], color=INK, linewidth=1, linestyle="--", label="as predicted")
    _means_by_level(axes, rows, pl.col("y"), "mean outcome")
    labelled(axes, f"predicted {stat}", f"actual {stat}")
    legend(axes)
    return figure


def residuals_by_prediction(rows: pl.DataFrame, stat: str) -> Figure:
    """Residuals against predictions, and their mean at each level: off zero where the model is biased."""
    prediction, residual = rows["prediction"].to_numpy(), -errors_of(rows, "prediction")
    figure, axes = canvas("Residuals by prediction", "actual less predicted")
    edges = _residual_edges(residual, 0.998, CELLS)
    cloud(figure, axes, prediction, residual, (_prediction_edges(prediction), edges))
    axes.axhline(0, color=INK, linewidth=1, linestyle="--")
    _means_by_level(axes, rows, pl.col("y") - pl.col("prediction"), "mean residual")
    labelled(axes, f"predicted {stat}", f"residual, {stat}")
    legend(axes)
    return figure


def residual_histogram(rows: pl.DataFrame, stat: str) -> Figure:
    """How residuals spread, with their mean, median and middle half."""
    residual = -errors_of(rows, "prediction")
    low, median, high = np.quantile(residual, [0.25, 0.5, 0.75])
    figure, axes = canvas("Residuals", f"actual less predicted; middle half {low:+.1f} to {high:+.1f}")
    edges = _residual_edges(residual, 0.999, CELLS + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    half = (centres >= low) & (centres <= high)
    counts, _ = np.histogram(residual, edges)
    axes.bar(centres, counts, np.diff(edges), color=np.where(half, MODEL, PALE))
    axes.axvline(residual.mean(), color=INK, linewidth=1.5, label=f"mean {residual.mean():+.2f}")
    axes.axvline(median, color=INK, linewidth=1.5, linestyle=":", label=f"median {median:+.2f}")
    axes.margins(x=0.01)
    labelled(axes, f"residual, {stat}", "player-games")
    legend(axes)
    return figure


def mae_by_fold(rows: pl.DataFrame, folds: pl.DataFrame, stat: str) -> Figure:
    """MAE of each test fold over time beside the references, on the same rows in each panel; see `mae_by`."""
    shown = [(TITLES[over], part, columns) for over, part, columns in compared(rows) if part.height]
    figure, grid = panels(len(shown), (9, 0.6 + 3.7 * len(shown)))
    starts = folds.select("fold", "test_from")
    for axes, (title, part, columns) in zip(grid, shown, strict=True):
        titled(axes, title, f"{part.height:,} in test folds")
        _mae_lines(axes, part.join(starts, on="fold"), columns)
        labelled(axes, "", f"MAE, {stat}")
    grid[-1].set_xlabel("first test date of the fold", color=INK, fontsize=11)
    return figure


def importance(shares: dict[str, float], top: int = 30) -> Figure | None:
    """Return the features with the largest share in the fit, in per cent; None for models that have none."""
    if not shares:
        return None
    first = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:top]
    names, values = [name for name, _ in first], [100 * share for _, share in first]
    subtitle = f"{len(first)} of {len(shares)} features; together {sum(values):.0f} % of the last fold's fit"
    figure, axes = canvas("Feature importance", subtitle, (8.5, 1.6 + 0.26 * len(first)))
    bars = axes.barh(names, values, color=MODEL, height=0.72)
    axes.bar_label(bars, fmt="%.1f", padding=3, fontsize=9, color=MUTED)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    axes.set_ylim(len(first) - 0.4, -0.6)
    labelled(axes, "share of the importance, %", "")
    return figure


def _prediction_edges(prediction: np.ndarray) -> np.ndarray:
    low, high = min(0.0, float(np.quantile(prediction, 0.001))), float(np.quantile(prediction, 0.9995))
    return np.linspace(low, max(high, low + 1.0), CELLS + 1)


def _residual_edges(residual: np.ndarray, share: float, cells: int) -> np.ndarray:
    """Return the edges of cells about zero that hold such a share of the residuals."""
    most = float(np.quantile(np.abs(residual), share)) or 1.0
    return np.linspace(-most, most, cells + 1)


def _means_by_level(axes: Axes, rows: pl.DataFrame, value: pl.Expr, label: str) -> None:
    """Draw the mean of a value at each level of the prediction, with the intervals that there are."""
    table = mean_by_level(rows, "prediction", value)
    x, mean, low, high = (table[column].to_numpy() for column in ("level", "mean", "low", "high"))
    axes.errorbar(x, mean, reach(mean, low, high), label=with_interval(label, low), **MEANS)


def _mae_lines(axes: Axes, rows: pl.DataFrame, columns: dict[str, str]) -> None:
    """Draw a line per predictor: its MAE in each fold; the legend has its MAE over all of them."""
    for who, column in columns.items():
        error = (pl.col(column) - pl.col("y")).abs().mean()
        table = rows.group_by("test_from").agg(error.alias("mae")).sort("test_from")
        label = f"{NAMES[who]} {rows.select(error).item():.2f}"
        axes.plot(table["test_from"].to_numpy(), table["mae"].to_numpy(), label=label, **LOOKS[who])
    dated(axes)
    legend(axes, columns=3)
