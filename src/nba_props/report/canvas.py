"""What all plots share: colours, panels, titles, clouds of player-games.

Figures are made from `Figure` objects without pyplot, and styled one by one, not by global settings:
there is no state to share, so several processes and threads can draw at once, and no display is asked for.
Colours are those of Okabe and Ito (Color Universal Design, 2008), told apart by colour-blind readers too;
references differ from the model by dashes and markers as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nba_props.core.arrays import Dates, Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MODEL, NAIVE, LINE = "#0072B2", "#E69F00", "#D55E00"
PALE = "#8FBFDD"
INK, MUTED, GRID = "#222222", "#666666", "#E6E6E6"
CLOUD_COLOURS = ("#DCE9F5", "#5BA3CF", "#08306B")

HOVER = 11.0
"""Points across of what a pointer must be over to be shown words."""

Edges = tuple[Floats, Floats]


def panels(count: int, size: tuple[float, float]) -> tuple[Figure, list[Axes]]:
    """Return a figure with `count` panels above each other that share their x axis; `size` in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=130, layout="constrained", facecolor="white")
    grid = list(figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0])
    for axes in grid:
        framed(axes, labels=10, grid=0.8)
    return figure, grid


def framed(axes: Axes, *, labels: float, grid: float) -> None:
    """Draw a panel's two axes and its grid; the size of labels and the width of grid lines in points."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set_color(MUTED)
    axes.tick_params(color=MUTED, labelcolor=INK, labelsize=labels)
    axes.set_axisbelow(True)
    axes.grid(color=GRID, linewidth=grid)


def canvas(title: str, subtitle: str, size: tuple[float, float] = (8, 5.5)) -> tuple[Figure, Axes]:
    """Return a figure with one titled panel; `size` in inches."""
    figure, (axes,) = panels(1, size)
    titled(axes, title, subtitle)
    return figure, axes


def titled(axes: Axes, title: str, subtitle: str) -> None:
    """Draw a bold title on the left with a muted line below it."""
    axes.set_title(title, loc="left", fontsize=14, fontweight="bold", color=INK, pad=25)
    axes.annotate(
        subtitle,
        (0, 1),
        (0, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=10,
        color=MUTED,
    )


def labelled(axes: Axes, x: str, y: str) -> None:
    """Axis labels with their units."""
    axes.set_xlabel(x, color=INK, fontsize=11, labelpad=6)
    axes.set_ylabel(y, color=INK, fontsize=11, labelpad=6)


def dated(axes: Axes) -> None:
    """Label the x axis with a few dates, as short as they can be told apart."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def legend(axes: Axes, columns: int = 1) -> None:
    """Draw the legend above the panel on the right, where no data are."""
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=columns,
        frameon=False,
        fontsize=10,
        labelcolor=INK,
        borderaxespad=0.2,
    )


def reach(middle: Floats, low: Floats, high: Floats) -> Floats:
    """Return how far intervals go below and above their middles, as `Axes.errorbar` takes it: [2, points].

    0 where there is no interval (NaN), and no less: the resamples of equal values may miss their mean by the
    last digit.
    """
    return np.nan_to_num(np.maximum([middle - low, high - middle], 0.0))


def with_interval(label: str, low: Floats) -> str:
    """Return the label of points whose intervals begin at `low`; says that they are drawn where any is."""
    return f"{label}, 95 %" if np.isfinite(low).any() else label


def cloud(figure: Figure, axes: Axes, x: Floats, y: Floats, edges: Edges) -> None:
    """Player-games as a grid of cells, darker where there are more, on a logarithmic scale.

    Args:
        figure: the one that holds `axes`.
        axes: where to draw; takes the edges' ends as its limits.
        x: a value per player-game [rows].
        y: a value per player-game [rows].
        edges: of the cells along x and along y, ascending; half-way between whole numbers where `y` is whole,
            so that no row of cells holds one number more than the next.
    """
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    counts, _, _ = np.histogram2d(x, y, edges)
    cells = axes.pcolormesh(
        *edges,
        np.ma.masked_equal(counts.T, 0),
        cmap=LinearSegmentedColormap.from_list("cloud", CLOUD_COLOURS),
        norm=LogNorm(1, max(2.0, float(counts.max()))),
        rasterized=True,
    )
    axes.set(xlim=edges[0][[0, -1]], ylim=edges[1][[0, -1]])
    bar = figure.colorbar(cells, ax=axes, shrink=0.6, aspect=25, pad=0.02, format="%g")
    bar.set_label("player-games in a cell", color=INK, fontsize=10)
    bar.ax.tick_params(length=0, labelcolor=INK, labelsize=9)
    bar.minorticks_off()  # of no length, and without words
    bar.outline.set_visible(False)


def hover(axes: Axes, x: Floats | Dates, y: Floats, words: Sequence[str]) -> None:
    """Let a page show words where the pointer is near a point; on paper nothing is seen (see `svg`).

    Args:
        axes: where the points are.
        x: of each point [points].
        y: of each point [points].
        words: what is said of each [points].
    """
    points = axes.scatter(x, y, s=HOVER**2, color=INK, alpha=0, linewidths=0, zorder=5)
    points.set_urls(list(words))
