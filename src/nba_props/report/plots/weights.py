"""The model's weight in the pool with the price, by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.report.canvas import INK, MODEL, canvas, hover, labelled, reach

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def weight_by_month(table: pl.DataFrame) -> Figure | None:
    """Draw `monthly_weights`; None without a month."""
    if table.is_empty():
        return None
    last = table.row(-1, named=True)
    figure, axes = canvas("The model's weight", f"{last['weight']:.2f} at the end; 0 is the price alone")
    weight, low, high = (table[name].to_numpy() for name in ("weight", "low", "high"))
    x = np.arange(table.height, dtype=float)
    axes.axhline(0, color=INK, linewidth=1, linestyle="--")
    look: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 0, "elinewidth": 2, "capsize": 4}
    axes.errorbar(x, weight, reach(weight, low, high), color=MODEL, **look)
    hover(axes, x, weight, [_words(row) for row in table.iter_rows(named=True)])
    axes.set_xticks(x, [f"{month:%b}\n{month:%Y}" for month in table["month"]])
    axes.set_xlim(-0.5, table.height - 0.5)
    axes.grid(visible=False, axis="x")
    labelled(axes, "", "weight, 95 % interval")
    return figure


def _words(row: dict[str, float]) -> str:
    ends = f"{row['low']:.2f} to {row['high']:.2f}"
    learnt = f"learnt from {count(row['player_games'], 'player-game')}"
    return f"{row['month']:%B %Y}: {row['weight']:.2f} ({ends}), {learnt}"
