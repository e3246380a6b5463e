"""The information gain over the season: what the probabilities know that the price does not, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.report.canvas import INK, MODEL, PALE, canvas, dated, hover, labelled, legend

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def gain_over_season(table: pl.DataFrame, reference: str = "the price", ours: str = "ours") -> Figure | None:
    """Draw `cumulative_gain`; None where there are fewer than two dates.

    Args:
        table: as `cumulative_gain` returns it.
        reference: what is gained on.
        ours: what gains.
    """
    if table.height < 2:
        return None
    last = table.row(-1, named=True)
    games = count(last["player_games"], "player-game")
    figure, axes = canvas("Information gain", f"{last['gain']:+.2f} nats on {games}")
    dates, gain = table["date"].to_numpy(), table["gain"].to_numpy()
    axes.fill_between(
        dates, table["low"], table["high"], color=PALE, alpha=0.4, linewidth=0, label="95 % by then"
    )
    axes.axhline(0, color=INK, linewidth=1, linestyle="--", label=reference)
    axes.plot(dates, gain, color=MODEL, linewidth=2, label=ours, zorder=3)
    hover(axes, dates, gain, [_words(row) for row in table.iter_rows(named=True)])
    dated(axes)
    labelled(axes, "", "log loss saved so far, nats")
    legend(axes, columns=3)
    return figure


def _words(row: dict[str, float]) -> str:
    ends = "" if row["low"] is None else f", 95 % {row['low']:+.2f} to {row['high']:+.2f}"
    return f"{row['date']}: {row['gain']:+.2f} nats{ends}; {count(row['player_games'], 'player-game')}"
