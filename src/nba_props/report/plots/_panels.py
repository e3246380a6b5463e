"""A large panel above a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nba_props.report.canvas import panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def stacked(size: tuple[float, float]) -> tuple[Figure, Axes, Axes]:
    """Return the figure, its panel of three quarters and the one below it.

    They share the x axis. Size in inches.
    """
    figure, (top, bottom) = panels(2, size)
    place = top.get_subplotspec()
    if place is not None:
        place.get_gridspec().set_height_ratios([3, 1])
    return figure, top, bottom
