"""MAE of model, naive mean and line by the values of a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.report.canvas import hover, labelled, legend, panels, reach, titled
from nba_props.report.plots.residuals import LOOKS, NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OVER = {"all": "all player-games", "priced": "with a line"}
APART = 0.16
"""How far the points of two predictors stand from each other; values are 1 apart."""


def mae_by_value(table: pl.DataFrame, title: str, unit: str) -> Figure | None:
    """Draw `mae_by`: a panel for all player-games, and one for those with a line; None without any.

    Args:
        table: as `nba_props.report.series.errors.mae_by` returns it.
        title: of the plot.
        unit: of the x axis.
    """
    if table.is_empty():
        return None
    values = table["value"].unique(maintain_order=True).to_list()
    parts = table.partition_by("over", maintain_order=True, as_dict=True)
    figure, grid = panels(len(parts), (8, 0.8 + 2.6 * len(parts)))
    bars = "; bars are 95 % intervals" if table["low"].count() else ""
    titled(grid[0], title, f"lower is better{bars}")
    for axes, ((over,), part) in zip(grid, parts.items(), strict=True):
        for place, (who,) in enumerate(part.select("who").unique(maintain_order=True).iter_rows()):
            _points(axes, part.filter(pl.col("who") == who), values, place)
        labelled(axes, "", f"MAE, {OVER[over]}")
        axes.grid(visible=False, axis="x")
    grid[-1].set_xticks(np.arange(len(values)), [value.replace("15 and more", "15+") for value in values])
    grid[-1].set_xlim(-0.5, len(values) - 0.5)
    grid[-1].set_xlabel(unit, fontsize=11)
    legend(grid[-1], columns=3)
    return figure


def _points(axes: Axes, part: pl.DataFrame, values: list[str], place: int) -> None:
    """Draw the points of one predictor, a little beside those of the others."""
    who = part["who"][0]
    x = np.array([values.index(value) for value in part["value"]]) + APART * (place - 1)
    mae = part["mae"].to_numpy()
    ends = reach(mae, part["low"].to_numpy(), part["high"].to_numpy())
    look: dict[str, Any] = {**LOOKS[who], "linestyle": "", "elinewidth": 1.8, "capsize": 3, "markersize": 5.5}
    axes.errorbar(x, mae, ends, label=NAMES[who], **look)
    hover(axes, x, mae, [_words(row) for row in part.iter_rows(named=True)])


def _words(row: dict[str, Any]) -> str:
    ends = "" if row["low"] is None else f" ({row['low']:.2f} to {row['high']:.2f})"
    mae = f"MAE {row['mae']:.3f}{ends}"
    return f"{row['value']}, {NAMES[row['who']]}: {mae}, {count(row['player_games'], 'player-game')}"
