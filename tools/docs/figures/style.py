"""What all pictures share: panels, colours, and SVG for the light and for the dark page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from nba_props.report.canvas import GRID, INK, LINE, MODEL, MUTED, NAIVE, PALE, framed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["GRID", "INK", "LINE", "MODEL", "MUTED", "NAIVE", "PALE", "labelled", "legend", "panels", "svg"]

WIDTH = 5.2
"""Inches; on a phone the text is still readable."""
SCHEMES: dict[str, dict[str, str]] = {
    "light": {INK: "#1c2128", MUTED: "#5d6673"},
    "dark": {
        INK: "#e6eaf0",
        MUTED: "#9aa5b4",
        GRID: "#3a3f52",
        MODEL: "#56b4e9",
        NAIVE: "#e6a83a",
        LINE: "#f0814a",
        PALE: "#3f7fa6",
    },
}
"""What each colour of a drawing becomes on a page: the report's own colours (`templates/style.css`)."""
PLAIN = {"svg.fonttype": "none", "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"]}
"""Letters stay letters: a third of the size, and a reader's own font."""


def panels(rows: int, columns: int, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure as wide as a page, `height` inches high, and its panels row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    figure.set_layout_engine("constrained", h_pad=0.08, w_pad=0.06)
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axes in grid:
        framed(axes, labels=9, grid=0.7)
    return figure, grid


def labelled(axes: Axes, title: str, x: str = "", y: str = "") -> None:
    """Say what a panel shows and what its axes are."""
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold", color=INK)
    axes.set_xlabel(x, color=INK, fontsize=9)
    axes.set_ylabel(y, color=INK, fontsize=9)


def legend(axes: Axes, place: str = "best") -> None:
    """Draw a legend without a frame."""
    axes.legend(loc=place, frameon=False, fontsize=8.5, labelcolor=INK)


def svg(figure: Figure, name: str) -> dict[str, bytes]:
    """Return a figure as SVG by colour scheme: the same bytes for the same figure.

    Args:
        figure: drawn in the colours of `nba_props.report.canvas`.
        name: salts the ids, so that no two pictures share one.
    """
    from matplotlib import rc_context

    buffer = io.StringIO()
    with rc_context(PLAIN | {"svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return {scheme: _coloured(buffer.getvalue(), colours) for scheme, colours in SCHEMES.items()}


def _coloured(document: str, colours: dict[str, str]) -> bytes:
    for drawn, shown in colours.items():
        document = document.replace(drawn.lower(), shown)
    return document.encode()
