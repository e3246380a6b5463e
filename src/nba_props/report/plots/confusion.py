"""Over and under calls against what happened, each row at its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.core.arrays import Ints
from nba_props.evaluation.formatting import count, share
from nba_props.report.canvas import INK, MODEL, MUTED, canvas, labelled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIDES = ("under", "over")


def confusion_matrix(rows: pl.DataFrame) -> Figure | None:
    """Draw counts of calls by what happened, with their share of the call.

    A call is over where over is likelier than under (`p_over` and `p_push`); of a row without a probability,
    where the prediction is above the line. Pushes, and rows that favour neither side, are out.

    Args:
        rows: scored player-games with `y`, `line`, and `p_over` (with `p_push` where known) or `prediction`.

    Returns:
        None without rows that have a line, an outcome and a call.
    """
    table = call_counts(rows)
    if not table.sum():
        return None
    right = (table[0, 0] + table[1, 1]) / table.sum()
    calls = count(table.sum(), "call")
    subtitle = f"{calls} at each row's own line, {share(right)} right"
    figure, axes = canvas("Over and under", subtitle, (6, 5))
    for call in range(2):
        for outcome in range(2):
            _cell(axes, (outcome, call), int(table[call, outcome]), int(table[call].sum()))
    axes.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1], yticks=[0, 1])
    axes.set_xticklabels(["went under", "went over"])
    axes.set_yticklabels(["called\nunder", "called\nover"])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.spines[["bottom", "left"]].set_visible(False)
    labelled(axes, "", "")
    return figure


def call_counts(rows: pl.DataFrame) -> Ints:
    """Return counts [call, outcome], under first; zeros without calls."""
    if not {"line", "y"} <= set(rows.columns):
        return np.zeros((2, 2), np.int64)
    judged = rows.select(call=_lean(rows), outcome=pl.col("y") - pl.col("line"))
    judged = judged.filter(pl.col("call").is_finite() & (pl.col("call") != 0) & (pl.col("outcome") != 0))
    cells = judged.select(2 * (pl.col("call") > 0).cast(pl.Int64) + (pl.col("outcome") > 0).cast(pl.Int64))
    return np.bincount(cells.to_series().to_numpy(), minlength=4).reshape(2, 2)


def _lean(rows: pl.DataFrame) -> pl.Expr:
    """Above 0 for over, below for under; null where neither a probability nor a prediction tells.

    A probability or a prediction that is NaN tells nothing.
    """
    push = pl.col("p_push").fill_null(0.0) if "p_push" in rows.columns else pl.lit(0.0)
    by = {
        "p_over": pl.col("p_over") - (1 - pl.col("p_over") - push),
        "prediction": pl.col("prediction") - pl.col("line"),
    }
    known = [lean.cast(pl.Float64).fill_nan(None) for name, lean in by.items() if name in rows.columns]
    return pl.coalesce(*known, pl.lit(None, pl.Float64))


def _cell(axes: Axes, at: tuple[int, int], count: int, calls: int) -> None:
    from matplotlib.patches import Rectangle

    share = count / calls if calls else 0.0
    x, y = at
    depth = float(np.clip(1.6 * share - 0.5, 0.04, 0.75))
    axes.add_patch(Rectangle((x - 0.485, y - 0.485), 0.97, 0.97, color=MODEL, alpha=depth, linewidth=0))
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    axes.text(x, y + 0.07, f"{count:,}", fontsize=17, fontweight="bold", color=INK, **middle)
    axes.text(
        x,
        y - 0.17,
        f"{100 * share:.1f} % of calls",
        fontsize=10,
        color=MUTED if depth < 0.2 else INK,
        **middle,
    )
