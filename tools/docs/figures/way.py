"""The way of the data from the sources to a verdict and to tonight's bets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tools.docs.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, HIGH = 1.86, 0.98
"""Of a box; columns are 2 apart, rows 1.3."""


class Box(NamedTuple):
    """A step: where it stands, what it is, and which of the ideas it is an instance of (0 for none)."""

    column: float
    row: float
    name: str
    told: str
    idea: int = 0


BOXES = {
    "sources": Box(0, 6, "sources", "box scores, news,\nquotes"),
    "tables": Box(1, 6, "tables", "checked, each row\nwith its time"),
    "configuration": Box(2, 6, "configuration", "typed components", 1),
    "features": Box(1, 5, "features", "the past alone,\nproved", 2),
    "job": Box(2, 5, "job", "one hash of all\nthat computes", 5),
    "walk": Box(1, 4, "walk-forward", "fitted on earlier\ndates"),
    "distribution": Box(1, 3, "distribution", "calibrated in\norder of time", 3),
    "price": Box(0, 3, "no-vig price", "of quotes that\nwere on offer"),
    "pool": Box(1, 2, "pool", "log-odds of model\nand price", 6),
    "backtest": Box(0, 1, "ledger", "bets, settled as\nbooks do", 3),
    "live": Box(2, 1, "tonight", "picks, bets that\nare made", 7),
    "verdict": Box(0, 0, "verdict", "coded findings,\nintervals", 4),
    "watch": Box(2, 0, "watch", "is it still what\nthe run was?", 7),
}
ARROWS = (
    ("sources", "tables"),
    ("configuration", "job"),
    ("tables", "job"),
    ("tables", "features"),
    ("features", "walk"),
    ("walk", "distribution"),
    ("distribution", "pool"),
    ("sources", "price"),
    ("price", "pool"),
    ("pool", "backtest"),
    ("pool", "live"),
    ("backtest", "verdict"),
    ("live", "watch"),
)


def figure() -> Figure:
    """Draw the boxes and the arrows between them."""
    figure, (axes,) = style.panels(1, 1, 7.2)
    axes.set_axis_off()
    axes.set(xlim=(-0.95, 4.95), ylim=(-0.52, 8.32))
    for start, end in ARROWS:
        _arrow(axes, BOXES[start], BOXES[end])
    for box in BOXES.values():
        _box(axes, box)
    return figure


def _centre(box: Box) -> tuple[float, float]:
    return 2 * box.column, 1.3 * box.row


def _box(axes: Axes, box: Box) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = _centre(box)
    corner = (x - WIDE / 2, y - HIGH / 2)
    frame: dict[str, Any] = {
        "boxstyle": "round,pad=0,rounding_size=0.12",
        "edgecolor": style.MODEL,
        "facecolor": "none",
    }
    axes.add_patch(FancyBboxPatch(corner, WIDE, HIGH, linewidth=1.2, **frame))
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    name_at, told_at = (0.27, -0.15) if "\n" in box.told else (0.2, -0.18)
    axes.text(x, y + name_at, box.name, fontsize=10, fontweight="bold", color=style.INK, **middle)
    axes.text(x, y + told_at, box.told, fontsize=8.5, color=style.MUTED, **middle)
    if box.idea:
        axes.text(
            corner[0] + 0.1,
            y + HIGH / 2 - 0.2,
            str(box.idea),
            fontsize=9,
            color=style.LINE,
            fontweight="bold",
            va="center",
        )


def _arrow(axes: Axes, start: Box, end: Box) -> None:
    """Draw an arrow from edge to edge: sideways between boxes of one row, otherwise downwards."""
    (x, y), (to_x, to_y) = _centre(start), _centre(end)
    if y == to_y:
        tail, head = (x + WIDE / 2, y), (to_x - WIDE / 2, to_y)
    else:
        lean = 0.25 * (to_x > x) - 0.25 * (to_x < x)
        tail, head = (x + lean * WIDE, y - HIGH / 2), (to_x - lean * WIDE, to_y + HIGH / 2)
    axes.annotate("", head, tail, arrowprops={"arrowstyle": "-|>", "color": style.MUTED, "linewidth": 1.2})
