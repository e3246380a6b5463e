"""What plots call intervals: by their level where any is drawn, and not at all where none is."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from matplotlib.figure import Figure

from nba_props.report.plots.calibration import calibration_curve
from nba_props.report.plots.errors import mae_by_value
from nba_props.report.plots.levels import residuals_by_level
from nba_props.report.plots.residuals import predicted_vs_actual, residuals_by_prediction
from nba_props.report.plots.returns import claimed_and_realised
from nba_props.report.series.errors import mae_by_tier
from nba_props.report.series.returns import returns_by_claim

from .cases import bets, season


def evening(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as if all were of the first date: there is nothing to draw intervals from."""
    return rows.with_columns(date=pl.col("date").min())


def words(figure: Figure | None) -> str:
    """All that legends and texts of a figure say."""
    assert figure is not None
    names = [name for axes in figure.axes for name in axes.get_legend_handles_labels()[1]]
    return "\n".join([*names, *(text.get_text() for axes in figure.axes for text in axes.texts)])


@pytest.mark.parametrize(
    ("draw", "rows", "label"),
    [
        (calibration_curve, season, "model, 95 %"),
        (lambda rows: residuals_by_level(rows, "points"), season, "model, 95 %"),
        (lambda rows: predicted_vs_actual(rows, "points"), season, "mean outcome, 95 %"),
        (lambda rows: residuals_by_prediction(rows, "points"), season, "mean residual, 95 %"),
        (lambda rows: claimed_and_realised(returns_by_claim(rows)), bets, "realised, 95 %"),
        (lambda rows: mae_by_value(mae_by_tier(rows), "MAE", "tier"), season, "bars are 95 % intervals"),
    ],
)
def test_intervals_are_named_where_any_is_drawn(
    draw: Callable[[pl.DataFrame], Figure | None], rows: Callable[[], pl.DataFrame], label: str
) -> None:
    assert label in words(draw(rows()))
    assert "95 %" not in words(draw(evening(rows())))
