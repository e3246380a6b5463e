"""What the simulated season looks like: outcomes beside their exact law, minutes, absences, prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from tools.docs.figures import league, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nba_props.data.dataset import Dataset
    from nba_props.market import Market

DULL = 0.5
"""The efficiency of the books that are shown beside sharp ones."""
ROWS = 4000
"""So many player-games have their law worked out."""


@dataclass(frozen=True)
class Outcomes:
    """The share of player-games with each outcome, and what the laws that they were drawn from say."""

    seen: Floats
    expected: Floats


def outcomes(data: Dataset, market: Market, rows: int = ROWS) -> Outcomes:
    """Return outcomes of evenly spread player-games that were played, and the mean of their laws."""
    played = np.flatnonzero(data.player_games["minutes"].is_not_null().to_numpy())
    chosen = played[:: max(1, len(played) // rows)]
    y = data.player_games.select(market.outcome().alias("y"))["y"].to_numpy()[chosen].astype(int)
    expected = league.truth(data).pmf(market.stats, chosen).mean(axis=0)
    size = max(len(expected), int(y.max()) + 1)
    seen = np.bincount(y, minlength=size) / len(y)
    return Outcomes(seen, np.pad(expected, (0, size - len(expected))))


def games_played(data: Dataset) -> Floats:
    """Return how many games each player played, of those who were in a rotation: ten games or more."""
    counts = data.player_games.filter(pl.col("minutes") > 0).group_by("player_id").len()["len"]
    return counts.filter(counts >= 10).sort().to_numpy().astype(float)


def price_errors(efficiency: float) -> Floats:
    """Return the no-vig P(over) of the books' line less the true one, in points."""
    priced = league.books(efficiency).lines.filter(pl.col("novig_over").is_not_null())
    return np.asarray(100 * (priced["novig_over"].to_numpy() - league.true_over(priced)))


def figure() -> Figure:
    """Draw four panels."""
    data, market = league.books(1).tables, league.experiment().market
    figure, (first, second, third, fourth) = style.panels(2, 2, 4.9)
    _outcomes(first, outcomes(data, market))
    minutes = data.player_games["minutes"].drop_nulls().to_numpy()
    _bars(second, minutes, np.arange(-0.5, 49.5, 2))
    style.labelled(second, "Minutes", "minutes in a game", "player-games")
    _bars(third, games_played(data), np.arange(9.5, 83, 4))
    style.labelled(third, "Games played", "of 82", "players")
    for efficiency, colour in ((1.0, style.MODEL), (DULL, style.LINE)):
        counts, edges = np.histogram(price_errors(efficiency), np.arange(-20, 20.5, 1))
        label = f"efficiency {efficiency:g}"
        fourth.stairs(counts / counts.max(), edges, color=colour, linewidth=1.4, label=label)
    fourth.set(yticks=[], ylim=(0, 1.6))
    style.labelled(fourth, "Price less truth", "points of P(over)", "each to its own height")
    style.legend(fourth, "upper left")
    return figure


def _bars(axes: Axes, values: Floats, edges: Floats) -> None:
    axes.stairs(np.histogram(values, edges)[0], edges, fill=True, color=style.PALE)


def _outcomes(axes: Axes, found: Outcomes) -> None:
    x = np.arange(len(found.seen))
    edges = np.arange(len(x) + 1) - 0.5
    axes.stairs(100 * found.seen, edges, fill=True, color=style.PALE, label="seen")
    axes.plot(x, 100 * found.expected, color=style.INK, linewidth=1.2, label="exact law")
    axes.set_xlim(-0.5, 60)
    style.labelled(axes, "PRA", "points + rebounds + assists", "% of player-games")
    style.legend(axes, "upper right")
