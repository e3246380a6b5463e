"""The plots of a report, each with what it says in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.evaluation.formatting import count
from nba_props.ledger.daily import Daily
from nba_props.report import missing
from nba_props.report.plots.calibration import calibration_curve
from nba_props.report.plots.confusion import confusion_matrix
from nba_props.report.plots.equity import equity_curve
from nba_props.report.plots.errors import mae_by_value
from nba_props.report.plots.gain import gain_over_season
from nba_props.report.plots.levels import outcome_fan, residuals_by_level
from nba_props.report.plots.returns import claimed_and_realised
from nba_props.report.plots.weights import weight_by_month
from nba_props.report.series.errors import mae_by_absence, mae_by_tier, without_past
from nba_props.report.series.gain import cumulative_gain
from nba_props.report.series.returns import returns_by_claim
from nba_props.report.series.weights import monthly_weights
from nba_props.report.svg import SIZE, inline_svg, subtitle
from nba_props.report.view import View

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

TALL = (5.2, 4.8)


@dataclass(frozen=True)
class Plot:
    """`svg` goes into the page as it is.

    `caption` and `help` are its title and how to read it; where there is nothing to draw, `svg` is None and
    `help` says why.
    """

    name: str
    caption: str
    detail: str
    help: str
    svg: Markup | None


def plots(view: View) -> dict[str, Plot]:
    """All plots by name, those without data too."""
    return {made.name: made for made in _plots(view)}


def figures(
    rows: pl.DataFrame, ledger: pl.DataFrame | None = None, band: Floats | None = None
) -> dict[str, Figure]:
    """Return the plots of probabilities and bets to save as files, by name; those without data are left out.

    Args:
        rows, ledger, band: as in `View`.
    """
    made = {
        "calibration_curve": calibration_curve(rows),
        "confusion_matrix": confusion_matrix(rows),
        "equity_curve": _equity(ledger, band),
    }
    return {name: figure for name, figure in made.items() if figure is not None}


def _equity(ledger: pl.DataFrame | None, band: Floats | None) -> Figure | None:
    if ledger is None:
        return None
    daily = Daily.of(ledger)
    return equity_curve(daily.dates, daily.equity, band)


def _plots(view: View) -> Iterator[Plot]:
    yield from _probabilities(view)
    yield from _predictions(view)
    yield from _bets(view)


def _probabilities(view: View) -> Iterator[Plot]:
    yield plot(
        gain_over_season(cumulative_gain(view.rows)),
        "gain",
        "Information gain over the season",
        "Log loss of the no-vig price less ours, added up from the first test date. Where the band holds"
        " zero, nothing was shown by then that the price did not know.",
        missing.no_gain(view.rows),
        size=SIZE,
    )
    yield plot(
        None if view.pool_weights is None else weight_by_month(monthly_weights(view.pool_weights)),
        "weight",
        "The model's weight by month",
        "As it was learnt by the end of each month from all dates before. At 0 the pool is the price alone.",
        "No weight was learnt beside the price.",
        size=SIZE,
    )
    yield plot(
        calibration_curve(view.rows),
        "reliability",
        "Reliability",
        "Points on the dashed line: what was given a probability came true as often. Below, how many"
        " player-games had it.",
        missing.no_reliability(view.rows),
        size=TALL,
    )
    yield plot(
        confusion_matrix(view.rows),
        "confusion",
        "Over and under calls",
        "Each row is a call, each column what happened, at the row's own line; pushes are out.",
        missing.no_calls(view.rows),
        size=(5.2, 3.6),
    )


def _predictions(view: View) -> Iterator[Plot]:
    yield plot(
        outcome_fan(view.rows, view.stat),
        "fan",
        "Predicted against actual",
        "Means on the dashed line: no level is predicted too high or too low. The bands are chance, and"
        " what the model does not know.",
        "There are too few player-games to show outcomes by level.",
        size=SIZE,
    )
    yield plot(
        residuals_by_level(view.rows, view.stat),
        "residuals",
        "Residuals by level",
        "Off zero, predictions of that level are biased: above it they are too low.",
        "There are too few player-games to show residuals by level.",
        size=SIZE,
    )
    yield plot(
        mae_by_value(mae_by_tier(view.rows), "MAE by player tier", "player tier"),
        "tier",
        "MAE by player tier",
        "In the last ten games stars averaged 30 minutes and 16 possessions or more, the rotation 16 minutes."
        f" {_left_out(view)}Outcomes of those who play much spread more, for the books too.",
        "The past minutes of players are not known, so there are no tiers.",
        size=TALL,
    )
    yield plot(
        mae_by_value(mae_by_absence(view.rows), "MAE after an absence", "days since a team-mate went out"),
        "absence",
        "MAE by days since a team-mate went out",
        "Since a rotation player (12 minutes or more in the last ten games) first missed a game that"
        " season, as known before tip-off. Higher on the left: the model is late to see who takes over.",
        "Who was missing before is not known, so errors are not shown by it.",
        size=TALL,
    )


def _left_out(view: View) -> str:
    """Say which player-games are in no tier, with a blank after it; empty where all are in one."""
    left_out = without_past(view.rows)
    return f"Left out: {count(left_out, 'player-game')} of players without a past game. " if left_out else ""


def _bets(view: View) -> Iterator[Plot]:
    yield plot(
        _equity(view.ledger, view.band),
        "equity",
        "Bankroll",
        "The bands are what the same days could have come to, drawn again with replacement. Below, the fall"
        " from the highest bankroll before.",
        "No bets were made, so there is no bankroll to draw.",
        size=TALL,
    )
    yield plot(
        None if view.ledger is None else claimed_and_realised(returns_by_claim(view.ledger)),
        "returns",
        "Claimed against realised",
        "Bets by the return that the model claimed for them. Where it is right, realised follows claimed.",
        "No bets were settled, so there is no return to draw.",
        size=SIZE,
    )


def plot(
    figure: Figure | None, name: str, caption: str, how: str, instead: str, *, size: tuple[float, float]
) -> Plot:
    """Return a figure for a page, its ids beginning with `name`; without one, what is said instead."""
    from markupsafe import Markup

    if figure is None:
        return Plot(name, caption, "", instead, None)
    detail = subtitle(figure)
    return Plot(name, caption, detail, how, Markup(inline_svg(figure, name, size)))  # noqa: S704 - our own SVG
