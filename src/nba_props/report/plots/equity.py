"""The bankroll over time, how far it fell, and what else the same days could have come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.evaluation.formatting import count, percent
from nba_props.report.canvas import INK, LINE, MODEL, PALE, dated, hover, labelled, legend, titled
from nba_props.report.plots._panels import stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def equity_curve(dates: Dates, equity: Floats, band: Floats | None = None) -> Figure | None:
    """Bankroll and drawdown by date.

    Args:
        dates: of the days with bets or without, ascending [days].
        equity: the bankroll at the start and after each day [days + 1].
        band: quantiles of simulated bankrolls as multiples of the first one (`BankrollPaths.band`), five rows
            of [days + 1].

    Returns:
        None without days.
    """
    if len(dates) == 0 or len(equity) != len(dates) + 1:
        return None
    figure, top, bottom = stacked((9, 6.5))
    days = np.concatenate([dates[:1] - np.timedelta64(1, "D"), dates])
    change = equity[-1] / equity[0] - 1
    detail = f"{count(len(dates), 'day')}, {percent(float(change))} of the first bankroll"
    titled(top, "Bankroll", detail)
    if band is not None and band.shape == (5, len(days)):
        _band(top, days, band * equity[0])
    top.axhline(equity[0], color=INK, linewidth=1, linestyle="--")
    top.plot(days, equity, color=MODEL, linewidth=2, label="bankroll", zorder=3)
    hover(top, days, equity, [_words(*each) for each in zip(days, equity, strict=True)])
    _drawdown(bottom, days, equity)
    labelled(top, "", "units of money")
    legend(top, columns=3)
    return figure


def _band(axes: Axes, days: Dates, band: Floats) -> None:
    axes.fill_between(days, band[0], band[4], color=PALE, alpha=0.3, linewidth=0, label="95 % of resamples")
    axes.fill_between(days, band[1], band[3], color=PALE, alpha=0.5, linewidth=0, label="half of them")


def _words(day: np.datetime64, money: float) -> str:
    return f"{day}: {money:,.2f}"


def _drawdown(axes: Axes, days: Dates, equity: Floats) -> None:
    fall = 100 * (equity / np.maximum.accumulate(equity) - 1)
    axes.fill_between(days, fall, 0, color=LINE, alpha=0.5, linewidth=0)
    axes.set_ylim(min(1.15 * float(fall.min()), -1.0), 0)
    labelled(axes, "", "drawdown, %")
    dated(axes)
