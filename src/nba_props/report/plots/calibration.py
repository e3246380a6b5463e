"""The reliability diagram: how often what was given a probability came true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.calibration.reliability import reliability
from nba_props.evaluation.probabilities import decided
from nba_props.report.canvas import INK, LINE, MODEL, PALE, hover, labelled, legend, reach, titled
from nba_props.report.plots._panels import stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 10
"""Bins of equal numbers of player-games."""
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
    figure, curve, counts = stacked((7, 6.5))
    titled(curve, "Calibration", f"{ended.height:,} player-games with a decided line; {BINS} equal bins")
    p, over = ended["p_over"].to_numpy(), ended["over"].to_numpy().astype(float)
    low, high = (float(end) for end in np.quantile(p, [0.002, 0.998]))
    low, high = max(0.0, low - 0.02), min(1.0, high + 0.02)
    curve.plot([low, high], [low, high], color=INK, linewidth=1, linestyle="--", label="as predicted")
    _books(curve, ended)
    _points(curve, reliability(p, over, bins=BINS))
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
    axes.errorbar(p, share, reach(share, low, high), label="model, 95 %", **look)
    hover(axes, p, share, [_words(row) for row in table.iter_rows(named=True)])


def _words(row: dict[str, float]) -> str:
    ends = f"95 % {100 * row['low']:.1f} to {100 * row['high']:.1f}"
    share = f"went over {100 * row['observed']:.1f} % ({ends})"
    return f"given {100 * row['p']:.1f} %, {share}, {row['count']:,.0f} player-games"


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
