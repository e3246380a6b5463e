"""The small table that a run ends with on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from nba_props.evaluation.evaluate import Evaluation, TableRow

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

OVER = {"all": "all", "priced": "with a line"}
COLUMNS: dict[str, JustifyMethod] = {
    "player-games": "left",
    "": "left",
    "MAE": "right",
    "95 % interval": "center",
    "bias": "right",
    "n": "right",
}
COMPARED = {"all": ("naive_skill_mae", "naive"), "priced": ("skill_mae", "line")}
"""What the model is compared with on each set of rows: the metric and its name."""


def summary_table(evaluation: Evaluation, labels: Sequence[str] = ()) -> Table:
    """Model, naive mean and line side by side: MAE with its 95 % interval, bias and number of player-games.

    The model's row is green where its MAE is lower than the reference's on the same rows, red where it is
    higher, and yellow where the interval of the paired difference holds zero: then they cannot be told apart,
    whatever the figures' order. Fits 80 columns.

    Args:
        evaluation: the figures.
        labels: what the figures must carry, such as how the lineup was known; they go into the caption.
    """
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        caption="\n".join(_caption(evaluation, labels)),
        caption_justify="left",
        caption_style="",
        min_width=76,
    )
    for header, justify in COLUMNS.items():
        table.add_column(header, justify=justify, no_wrap=True)
    for over, rows in groupby(evaluation.table, key=lambda row: row.over):
        for number, row in enumerate(rows):
            table.add_row("" if number else OVER[over], *_cells(row), style=_style(evaluation, row))
        table.add_section()
    return table


def verdict(evaluation: Evaluation, over: str) -> str | None:
    """How the model's MAE compares with the reference's on `all` or `priced` rows, in one line."""
    metric, reference = COMPARED[over]
    value, interval = evaluation.metrics.get(metric), evaluation.intervals.get(metric)
    if value is None or interval is None:
        return None
    low, high = (f"{100 * end:+.1f}" for end in interval)
    word = {"green": "better than", "red": "worse than", "yellow": "not told apart from"}[_colour(interval)]
    rows = "all player-games" if over == "all" else "those with a line"
    return f"{word} {reference} on {rows}: skill {100 * value:+.1f} % ({low} to {high})"


def _caption(evaluation: Evaluation, labels: Sequence[str]) -> Iterator[str]:
    for over in OVER:
        line = verdict(evaluation, over)
        if line is not None:
            yield line
    yield from labels


def _cells(row: TableRow) -> tuple[str, str, str, str, str]:
    interval = "" if row.interval is None else f"{row.interval[0]:.2f} to {row.interval[1]:.2f}"
    return row.who, f"{row.mae:.3f}", interval, f"{row.bias:+.2f}", f"{row.n:,}"


def _style(evaluation: Evaluation, row: TableRow) -> str | None:
    interval = evaluation.intervals.get(COMPARED[row.over][0])
    return _colour(interval) if row.who == "model" and interval is not None else None


def _colour(interval: tuple[float, float]) -> str:
    """Return the colour of a skill by its interval."""
    if interval[0] > 0:
        return "green"
    return "red" if interval[1] < 0 else "yellow"
