"""The plots of a report, each with what it says in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.ledger.daily import Daily
from nba_props.report.plots.calibration import calibration_curve
from nba_props.report.plots.confusion import confusion_matrix
from nba_props.report.plots.equity import equity_curve
from nba_props.report.plots.levels import outcome_fan, residuals_by_level
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
    yield plot(
        calibration_curve(view.rows),
        "reliability",
        "Reliability",
        "Points on the dashed line: what was given a probability came true as often. Below, how many"
        " player-games had it.",
        "There are no probabilities at the lines, so there is no reliability diagram.",
        size=TALL,
    )
    yield plot(
        confusion_matrix(view.rows),
        "confusion",
        "Over and under calls",
        "Each row is a call, each column what happened, at the row's own line; pushes are out.",
        "There are no lines, so nothing was called over or under.",
        size=(5.2, 3.6),
    )
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
        _equity(view.ledger, view.band),
        "equity",
        "Bankroll",
        "The bands are what the same days could have come to, drawn again with replacement. Below, the fall"
        " from the highest bankroll before.",
        "No bets were made, so there is no bankroll to draw.",
        size=TALL,
    )


def plot(
    figure: Figure | None, name: str, caption: str, how: str, missing: str, *, size: tuple[float, float]
) -> Plot:
    """Return a figure for a page, its ids beginning with `name`; without one, what is said in its place."""
    from markupsafe import Markup

    if figure is None:
        return Plot(name, caption, "", missing, None)
    detail = subtitle(figure)
    return Plot(name, caption, detail, how, Markup(inline_svg(figure, name, size)))  # noqa: S704 - our own SVG
