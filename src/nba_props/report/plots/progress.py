"""How far each phase got by one metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.report.canvas import INK, MODEL, canvas, hover, labelled, legend

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def progress_by_phase(table: pl.DataFrame, title: str, detail: str) -> Figure | None:
    """Draw the best value of each phase, and the best so far; None without any.

    Args:
        table: `phase`, `value`, `best` (the best of this phase and those before it) and `words` (said over
            the point), in the order of the phases.
        title: of the plot.
        detail: said below it.
    """
    if table.is_empty():
        return None
    figure, axes = canvas(title, detail)
    x = np.arange(table.height, dtype=float)
    value, best = table["value"].to_numpy(), table["best"].to_numpy()
    steps: dict[str, Any] = {"color": INK, "linewidth": 1, "linestyle": "--", "drawstyle": "steps-post"}
    axes.plot(x, best, label="best so far", **steps)
    axes.plot(x, value, color=MODEL, linewidth=1.6, marker="o", markersize=7, label="best of the phase")
    hover(axes, x, value, table["words"].to_list())
    axes.set_xticks(x, table["phase"].to_list())
    axes.set_xlim(-0.4, table.height - 0.6)
    axes.margins(y=0.25)
    axes.grid(visible=False, axis="x")
    labelled(axes, "", "")
    legend(axes, columns=2)
    return figure
