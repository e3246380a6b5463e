"""The reliability diagram: how often what was given a probability came true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.calibration.reliability import reliability
from nba_props.evaluation.formatting import count
from nba_props.evaluation.probabilities import decided
from nba_props.report.canvas import (
    INK,
    LINE,
    MODEL,
    PALE,
    hover,
    labelled,
    legend,
    reach,
    titled,
    with_interval,
)
from nba_props.report.plots._panels import stacked
from nba_props.report.series.reliability import reliability_by_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CELLS = 40
"""Bars of the counts below."""


def calibration_curve(rows: pl.DataFrame) -> Figure | None:
    """Shares that went over against P(over) at each row's own line, and how many rows had it.

    Args:
        rows: scored player-games with `date`, `line`, `y`, `p_over`, and where known `p_push` and
            `novig_over`.

    Returns:
        None without rows that ended over or under their line and have a probability.
    """
    ended = decided(rows)
    if ended is None or ended.is_empty():
        return None
    figure, curve, counts = stacked((9, 6.5))
    table, p = reliability_by_date(ended), ended["p_over"].to_numpy()
    held = count(ended.height, "player-game")
    titled(curve, "Calibration", f"{held} with a decided line; {count(table.height, 'bin')}")
    low, high = (float(end) for end in np.quantile(p, [0.002, 0.998]))
    low, high = max(0.0, low - 0.02), min(1.0, high + 0.02)
    curve.plot([low, high], [low, high], color=INK, linewidth=1, linestyle="--", label="as predicted")
    _books(curve, ended)
    _points(curve, table)
    counts.hist(p, np.linspace(low, high, CELLS + 1).tolist(), color=PALE)
    curve.set_xlim(low, high)
    labelled(curve, "", "share that went over")
    labelled(counts, "probability of over", "player-games")
    legend(curve, columns=3)
    return figure


def _points(axes: Axes, table: pl.DataFrame) -> None:
    p, share, low, high = (table[name].to_numpy() for name in ("p", "observed", "low", "high"))
    look: dict[str, Any] = {
        "color": MODEL,
        "marker": "o",
        "markersize": 5,
        "linewidth": 1.6,
        "capsize": 3,
        "zorder": 3,
    }
    axes.errorbar(p, share, reach(share, low, high), label=with_interval("model", low), **look)
    hover(axes, p, share, [_words(row) for row in table.iter_rows(named=True)])


def _words(row: dict[str, Any]) -> str:
    ends = "" if row["low"] is None else f" (95 % {100 * row['low']:.1f} to {100 * row['high']:.1f})"
    share = f"went over {100 * row['observed']:.1f} %{ends}"
    return f"given {100 * row['p']:.1f} %, {share}, {count(row['count'], 'player-game')}"


def _books(axes: Axes, ended: pl.DataFrame) -> None:
    """Draw the books' own no-vig probability, where the rows have it."""
    if "novig_over" not in ended.columns:
        return
    quoted = ended.filter(pl.col("novig_over").is_finite())
    if quoted.height:
        table = reliability(quoted["novig_over"].to_numpy(), quoted["over"].to_numpy().astype(float), bins=5)
        look: dict[str, Any] = {
            "color": LINE,
            "marker": "^",
            "markersize": 5,
            "linewidth": 1.4,
            "linestyle": "-.",
        }
        axes.plot(table["p"].to_numpy(), table["observed"].to_numpy(), label="books, no-vig", **look)
