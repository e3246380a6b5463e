"""Claimed against realised returns of bets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.report.canvas import (
    INK,
    MODEL,
    MUTED,
    canvas,
    hover,
    labelled,
    legend,
    reach,
    with_interval,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def claimed_and_realised(table: pl.DataFrame) -> Figure | None:
    """Draw `returns_by_claim`, in per cent of stakes; None without bets."""
    if table.is_empty():
        return None
    bets = count(int(table["bets"].sum()), "bet")
    figure, axes = canvas("Claimed and realised", f"{bets}; on the dashed line, as claimed")
    percent = table.with_columns(pl.col("claimed", "realised", "low", "high") * 100)
    claimed, realised, low, high = (
        percent[name].to_numpy() for name in ("claimed", "realised", "low", "high")
    )
    axes.axhline(0, color=MUTED, linewidth=1)
    ends = np.array([min(0.0, claimed.min()), 1.08 * claimed.max()])
    axes.plot(ends, ends, color=INK, linewidth=1, linestyle="--", label="as claimed")
    look: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 0, "elinewidth": 2, "capsize": 4}
    label = with_interval("realised", low)
    axes.errorbar(claimed, realised, reach(realised, low, high), color=MODEL, label=label, **look)
    hover(axes, claimed, realised, [_words(row) for row in percent.iter_rows(named=True)])
    labelled(axes, "claimed return, %", "realised return, %")
    legend(axes, columns=2)
    return figure


def _words(row: dict[str, Any]) -> str:
    ends = "" if row["low"] is None else f" ({row['low']:+.1f} to {row['high']:+.1f})"
    claimed = f"claimed {row['bucket']}, on average {row['claimed']:+.1f} %"
    return f"{claimed}: realised {row['realised']:+.1f} %{ends}, {count(row['bets'], 'bet')}"
