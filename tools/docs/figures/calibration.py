"""Probabilities against the truth, raw, calibrated and pooled; and the model's weight beside the price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nba_props.calibration.reliability import equal_bins
from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.pipeline.forecast import Forecast, forecast
from nba_props.pooling.base import Weight
from tools.docs.figures import league, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BINS = 8
EFFICIENCIES = (0.0, 0.5, 0.75, 1.0)
"""How good the books are: 0 knows the season's mean, 1 the truth of the moment."""
SHOWN = {"raw": style.NAIVE, "calibrated": style.LINE, "price": style.MUTED, "pooled": style.MODEL}
COLUMNS = {"raw": "raw_p_over", "calibrated": "model_p_over", "price": "novig_over", "pooled": "p_over"}


@dataclass(frozen=True)
class Reliability:
    """What was said and what was true, on the average of each bin.

    `loss`: expected log loss less the truth's own, in thousandths of a nat: the divergence of Kullback and
    Leibler (Annals of Mathematical Statistics 22, 1951).
    """

    said: Floats
    true: Floats
    loss: float


def against_truth(p: Floats, truth: Floats, bins: int = BINS) -> Reliability:
    """Compare probabilities with the true ones [n], in bins of equal numbers."""
    number = equal_bins(p, np.ones(len(p)), bins).astype(int)
    size = np.bincount(number)
    said, true = (np.bincount(number, values) / size for values in (p, truth))
    gap = truth * np.log(truth / p) + (1 - truth) * np.log((1 - truth) / (1 - p))
    return Reliability(said, true, 1000 * float(gap.mean()))


@lru_cache
def forecast_against(efficiency: float) -> Forecast:
    """Return the model's probabilities, calibrated and pooled with the price of books so good."""
    made, books = league.experiment(), league.books(efficiency)
    return forecast(
        league.walked(),
        made.distribution,
        made.calibration,
        books.lines,
        pooling=made.pooling,
        offered=books.offered,
    )


def reliabilities(efficiency: float) -> dict[str, Reliability]:
    """Return those of the test period, at the books' lines, which are half points: nothing is pushed."""
    made = forecast_against(efficiency)
    tested = made.predictions.rows.filter(~pl.col("warmup")).select(PLAYER_GAME)
    asked = league.books(efficiency).lines.join(tested, on=PLAYER_GAME, how="semi")
    priced = made.price(asked.filter(pl.col("novig_over").is_not_null()))
    true = league.true_over(priced)
    return {name: against_truth(priced[column].to_numpy(), true) for name, column in COLUMNS.items()}


def weights() -> dict[float, Weight]:
    """Return the model's weight in the pool by the books' efficiency."""
    found = {efficiency: forecast_against(efficiency).weight for efficiency in EFFICIENCIES}
    return {efficiency: weight for efficiency, weight in found.items() if weight is not None}


def reliability_figure() -> Figure:
    """Draw probabilities against the truth, with books that know the season's mean and with sharp ones."""
    return reliabilities_drawn(
        {
            "Books that know the season's mean": reliabilities(EFFICIENCIES[0]),
            "Books that know the truth": reliabilities(EFFICIENCIES[-1]),
        }
    )


def weight_figure() -> Figure:
    """Draw the weight against the efficiency."""
    return weights_drawn(weights())


def reliabilities_drawn(found: dict[str, dict[str, Reliability]]) -> Figure:
    """Draw one panel for each kind of books."""
    figure, grid = style.panels(len(found), 1, 6.4)
    for axes, (title, kinds) in zip(grid, found.items(), strict=True):
        axes.plot([0, 1], [0, 1], color=style.MUTED, linewidth=1, linestyle="--", label="as said")
        for name, each in kinds.items():
            label = f"{name}: {each.loss:.1f} mnat off"
            axes.plot(each.said, each.true, color=SHOWN[name], marker="o", markersize=4, label=label)
        ends = np.concatenate([np.r_[each.said, each.true] for each in kinds.values()])
        axes.set(xlim=(ends.min() - 0.03, ends.max() + 0.03), ylim=(ends.min() - 0.03, ends.max() + 0.03))
        style.labelled(axes, title, "P(over) as said", "true P(over)")
        style.legend(axes, "upper left")
    return figure


def weights_drawn(found: dict[float, Weight]) -> Figure:
    """Draw one point with its interval for each kind of books."""
    figure, (axes,) = style.panels(1, 1, 2.7)
    value = np.array([each.value for each in found.values()])
    low, high = (np.array([getattr(each, end) for each in found.values()]) for end in ("low", "high"))
    axes.axhline(0, color=style.INK, linewidth=0.8)
    look: dict[str, Any] = {
        "color": style.MODEL,
        "marker": "o",
        "markersize": 5,
        "linewidth": 1.5,
        "capsize": 3,
    }
    axes.errorbar(list(found), value, [value - low, high - value], **look)
    axes.set_xticks(list(found))
    style.labelled(
        axes, "The model's weight beside the price, with its 95 % interval", "efficiency of the books"
    )
    return figure
