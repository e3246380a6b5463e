"""A watched figure over the days beside what it was before, and the evidence that it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.report.canvas import INK, LINE, MODEL, canvas, dated, hover, labelled, legend, titled
from nba_props.report.plots._panels import stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (8, 6)
LEAST_E = 0.1
"""Evidence below it is drawn there: it says that nothing has changed."""
FEW = 4
"""Dates that are marked by points as well: a line of one has no length."""


def watched_figure(
    dates: Dates, values: Floats, before: float | None, evidence: Floats, threshold: float
) -> Figure | None:
    """Return the figure's values above, the e-value on a logarithmic scale below.

    Args:
        dates: ascending [dates].
        values: the figure's mean of the last dates, at each one [dates].
        before: what it was in the model's own run.
        evidence: the e-value after each date [dates].
        threshold: of the e-value, from which there is an alarm.

    Returns:
        None without dates.
    """
    if len(dates) == 0:
        return None
    figure, top, bottom = stacked(SIZE)
    titled(top, "Watched", "")
    top.plot(dates, values, color=MODEL, linewidth=2, marker=_marker(dates), label="at work", zorder=3)
    if before is not None:
        top.axhline(before, color=INK, linewidth=1, linestyle="--", label="in its own run")
    words = [
        f"{date}: {value:.3g}, e-value {e:.3g}"
        for date, value, e in zip(dates, values, evidence, strict=True)
    ]
    hover(top, dates, values, words)
    legend(top, columns=2)
    _evidence(bottom, dates, evidence, threshold, "alarm")
    return figure


def evidence_path(dates: Dates, evidence: Floats, threshold: float, reached: str) -> Figure | None:
    """Return the e-value after each date alone; `reached` says what the threshold means."""
    if len(dates) == 0:
        return None
    figure, axes = canvas("Evidence", "")
    _evidence(axes, dates, evidence, threshold, reached)
    return figure


def _marker(dates: Dates) -> str | None:
    return "o" if len(dates) < FEW else None


def _evidence(axes: Axes, dates: Dates, evidence: Floats, threshold: float, reached: str) -> None:
    most = 10 * threshold
    shown = np.clip(evidence, LEAST_E, most)
    axes.semilogy(dates, shown, color=MODEL, linewidth=2, marker=_marker(dates))
    axes.axhline(threshold, color=LINE, linewidth=1.5, linestyle="--")
    raised = np.flatnonzero(evidence >= threshold)
    if len(raised):
        axes.plot(dates[raised[:1]], shown[raised[:1]], color=LINE, marker="o", markersize=8)
    axes.set_ylim(LEAST_E / 1.5, 1.5 * most)
    axes.annotate(
        reached,
        (1, threshold),
        (0, -4),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=10,
        color=LINE,
    )
    labelled(axes, "", "e-value")
    dated(axes)
