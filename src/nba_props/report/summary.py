"""What a run ends with on the terminal, its findings left out: a small table, and lines below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True)
class Summary:
    """What a run ends with, in words: JSON keeps it, and it can be shown again.

    `rows`: for each predictor its set of player-games, the cells of the other `COLUMNS`, and its colour,
    empty for none. `lines`: what stands below the table.
    """

    rows: list[list[str]]
    lines: list[str]

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Summary:
        """Return the summary that `dataclasses.asdict` made plain.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        rows = [[str(cell) for cell in row] for row in kept["rows"]]
        if any(len(row) != len(COLUMNS) + 1 for row in rows):
            raise ValueError(f"a row of the table has {len(COLUMNS) + 1} cells")
        return cls(rows, [str(line) for line in kept["lines"]])

    @property
    def table(self) -> Table:
        """Model, naive mean and line side by side: MAE with its interval, bias and number; 80 columns."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, min_width=76)
        for header, justify in COLUMNS.items():
            table.add_column(header, justify=justify, no_wrap=True)
        for over, rows in groupby(self.rows, key=lambda row: row[0]):
            for number, (_, *cells, colour) in enumerate(rows):
                table.add_row("" if number else over, *cells, style=colour or None)
            table.add_section()
        return table


def table_rows(evaluation: Evaluation) -> list[list[str]]:
    """Return the rows of a summary's table.

    The model's row is green where its MAE is lower than the reference's on the same rows, red where it is
    higher, and yellow where the interval of the paired difference holds zero: then they cannot be told apart,
    whatever the figures' order.
    """
    return [[OVER[row.over], *_cells(row), _style(evaluation, row)] for row in evaluation.table]


def verdicts(evaluation: Evaluation) -> Iterator[str]:
    """Yield how the model compares with the reference on each set of rows, see `verdict`."""
    for over in OVER:
        line = verdict(evaluation, over)
        if line is not None:
            yield line


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


def _cells(row: TableRow) -> tuple[str, str, str, str, str]:
    interval = "" if row.interval is None else f"{row.interval[0]:.2f} to {row.interval[1]:.2f}"
    return row.who, f"{row.mae:.3f}", interval, f"{row.bias:+.2f}", f"{row.n:,}"


def _style(evaluation: Evaluation, row: TableRow) -> str:
    interval = evaluation.intervals.get(COMPARED[row.over][0])
    return _colour(interval) if row.who == "model" and interval is not None else ""


def _colour(interval: tuple[float, float]) -> str:
    """Return the colour of a skill by its interval."""
    if interval[0] > 0:
        return "green"
    return "red" if interval[1] < 0 else "yellow"
