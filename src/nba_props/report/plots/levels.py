"""Outcomes and residuals at each level of the prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.report.canvas import (
    INK,
    LINE,
    MODEL,
    PALE,
    canvas,
    hover,
    labelled,
    legend,
    reach,
    with_interval,
)
from nba_props.report.series.levels import LEVELS, by_level, mean_by_level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
LOOKS: dict[str, dict[str, Any]] = {
    "line": {"color": LINE, "marker": "^", "linestyle": "-.", "linewidth": 1.2},
    "prediction": {"color": MODEL, "marker": "o", "linewidth": 1.8, "capsize": 3},
}


def outcome_fan(rows: pl.DataFrame, stat: str) -> Figure | None:
    """How outcomes spread at each level of the prediction: their mean, middle half and middle 80 %.

    Args:
        rows: scored player-games with `y` and `prediction`.
        stat: what is predicted, in words.
    """
    if rows.height < LEVELS:
        return None
    y = pl.col("y")
    spread = [y.quantile(q, "linear").alias(f"q{number}") for number, q in enumerate(QUANTILES)]
    table = by_level(rows, "prediction", [y.mean().alias("mean"), *spread])
    subtitle = f"{rows.height:,} player-games in {count(table.height, 'level')}"
    figure, axes = canvas("Predicted and actual", subtitle)
    x = table["level"].to_numpy()
    axes.fill_between(
        x, table["q0"], table["q4"], color=PALE, alpha=0.3, linewidth=0, label="80 % of outcomes"
    )
    axes.fill_between(x, table["q1"], table["q3"], color=PALE, alpha=0.5, linewidth=0, label="half of them")
    axes.plot(x, x, color=INK, linewidth=1, linestyle="--", label="as predicted")
    axes.plot(x, table["mean"].to_numpy(), color=MODEL, linewidth=2, marker="o", markersize=4, label="mean")
    hover(axes, x, table["mean"].to_numpy(), [_outcomes(row) for row in table.iter_rows(named=True)])
    labelled(axes, f"predicted {stat}", f"actual {stat}")
    legend(axes, columns=2)
    return figure


def residuals_by_level(rows: pl.DataFrame, stat: str) -> Figure | None:
    """Mean residual of the model, and of the line where there is one, at each of its own levels.

    Args:
        rows: scored player-games with `y`, `prediction` and, null where no book quoted any, `line`.
        stat: what is predicted, in words.
    """
    if rows.height < LEVELS:
        return None
    figure, axes = canvas("Residuals by level", "actual less predicted; off zero where biased")
    axes.axhline(0, color=INK, linewidth=1, linestyle="--")
    for column, look in LOOKS.items():
        known = rows.filter(pl.col(column).is_finite()) if column in rows.columns else rows.head(0)
        if known.height >= LEVELS:
            residual = pl.col("y") - pl.col(column)
            table = mean_by_level(known, column, residual)
            x, mean, low, high = (table[name].to_numpy() for name in ("level", "mean", "low", "high"))
            # Two sets of intervals hide each other; the line's are as wide as the model's.
            drawn = column == "prediction"
            ends, label = (reach(mean, low, high), with_interval("model", low)) if drawn else (None, "line")
            hover(axes, x, mean, [_residual(column, row) for row in table.iter_rows(named=True)])
            axes.errorbar(x, mean, ends, markersize=4.5, label=label, **look)
    labelled(axes, f"predicted {stat}", f"mean residual, {stat}")
    legend(axes, columns=2)
    return figure


def _outcomes(row: dict[str, float]) -> str:
    return (
        f"predicted {row['level']:.1f}: mean {row['mean']:.1f},"
        f" half of them {row['q1']:.0f} to {row['q3']:.0f}, 80 % {row['q0']:.0f} to {row['q4']:.0f}"
    )


def _residual(column: str, row: dict[str, float]) -> str:
    who = "line" if column == "line" else "model"
    ends = "" if row["low"] is None else f" ({row['low']:+.2f} to {row['high']:+.2f})"
    return f"{who} {row['level']:.1f}: actual {row['mean']:+.2f} beside it{ends}"
