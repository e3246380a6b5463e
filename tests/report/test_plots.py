"""The plots of probabilities and bets."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import escape

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nba_props.ledger.daily import Daily
from nba_props.report.canvas import canvas, hover, labelled, reach
from nba_props.report.plots.calibration import calibration_curve
from nba_props.report.plots.confusion import call_counts, confusion_matrix
from nba_props.report.plots.equity import equity_curve
from nba_props.report.plots.errors import mae_by_value
from nba_props.report.plots.gain import gain_over_season
from nba_props.report.plots.levels import outcome_fan, residuals_by_level
from nba_props.report.plots.returns import claimed_and_realised
from nba_props.report.plots.watched import evidence_path, watched_figure
from nba_props.report.plots.weights import weight_by_month
from nba_props.report.plotted import figures
from nba_props.report.series.errors import mae_by_tier
from nba_props.report.series.gain import cumulative_gain
from nba_props.report.series.levels import LEVELS, by_level
from nba_props.report.series.returns import returns_by_claim
from nba_props.report.series.weights import monthly_weights
from nba_props.report.svg import inline_svg, subtitle, with_shared_letters
from tests.drawing import count_draws

from .cases import HOSTILE, bets, sample, season, weights


def test_the_plots_to_save_are_named_and_draw() -> None:
    made = figures(season(), bets(), sample().band)
    assert list(made) == ["calibration_curve", "confusion_matrix", "equity_curve"]
    for figure in made.values():
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=30)
        assert buffer.getvalue().startswith(b"\x89PNG")


def test_without_probabilities_lines_or_bets_there_are_no_plots() -> None:
    rows = season().select("date", "y", "prediction")
    assert figures(rows, None) == {}
    assert figures(season().head(0), bets().head(0)) == {}


def test_calls_are_counted_at_each_rows_own_line_without_pushes() -> None:
    rows = pl.DataFrame(
        {
            "line": [10.0, 10.5, 30.5, 30.0, None, 8.5],
            "y": [12.0, 9.0, 33.0, 30.0, 4.0, None],
            "p_over": [0.6, 0.7, 0.2, 0.9, 0.5, 0.9],
        }
    )
    assert call_counts(rows).tolist() == [[0, 1], [1, 1]]


def test_a_likely_push_takes_from_both_sides_of_a_call() -> None:
    rows = pl.DataFrame({"line": [2.0], "y": [3.0], "p_over": [0.4], "p_push": [0.3]})
    assert call_counts(rows).tolist() == [[0, 0], [0, 1]]


def test_without_probabilities_the_prediction_makes_the_call() -> None:
    rows = pl.DataFrame({"line": [10.5, 10.5], "y": [12.0, 12.0], "prediction": [11.0, 10.0]})
    assert call_counts(rows).tolist() == [[0, 1], [0, 1]]
    for nothing in (None, float("nan")):
        unknown = rows.with_columns(p_over=pl.lit(nothing, pl.Float64), p_push=pl.lit(nothing, pl.Float64))
        assert call_counts(unknown).tolist() == [[0, 1], [0, 1]]
    second = rows.with_columns(p_over=pl.Series([None, 0.9]))
    assert call_counts(second).tolist() == [[0, 0], [0, 2]]
    assert not call_counts(rows.drop("prediction")).any()


def test_the_confusion_matrix_says_what_share_of_calls_was_right() -> None:
    counts = call_counts(season())
    figure = confusion_matrix(season())
    assert figure is not None
    right = 100 * np.trace(counts) / counts.sum()
    assert f"{right:.1f} % right" in subtitle(figure)


def test_the_reliability_diagram_shows_the_share_that_went_over() -> None:
    p = np.repeat([0.3, 0.7], 1_000)
    y = np.where(np.arange(2_000) % 10 < np.repeat([2, 8], 1_000), 25.0, 15.0)
    dates = pl.Series(np.repeat(["2024-01-01"], 2_000)).str.to_date()
    rows = pl.DataFrame({"date": dates, "line": np.full(2_000, 20.5), "y": y, "p_over": p})
    figure = calibration_curve(rows)
    assert figure is not None
    points = figure.axes[0].containers[0][0]
    assert points.get_xdata().tolist() == pytest.approx([0.3, 0.7])
    assert points.get_ydata().tolist() == pytest.approx([0.2, 0.8])
    bars = figure.axes[1].patches
    assert sum(bar.get_height() for bar in bars if isinstance(bar, Rectangle)) == 2_000


def test_the_reliability_diagram_counts_the_bins_that_there_are() -> None:
    same = season().drop_nulls("p_over").head(50).with_columns(p_over=0.52, p_push=0.0)
    figure = calibration_curve(same)
    assert figure is not None
    assert subtitle(figure) == "50 player-games with a decided line; 1 bin"
    alone = calibration_curve(same.head(1))
    assert alone is not None
    assert subtitle(alone) == "1 player-game with a decided line; 1 bin"
    assert " %, 1 player-game<" in inline_svg(alone, "here")


def test_the_equity_curve_starts_before_the_first_day_and_ends_with_all_profit() -> None:
    daily = Daily.of(bets())
    figure = equity_curve(daily.dates, daily.equity, sample().band)
    assert figure is not None
    curve = figure.axes[0].lines[1]
    shown = np.asarray(curve.get_ydata(), dtype=float)
    assert len(shown) == len(daily.dates) + 1
    assert shown[-1] - shown[0] == pytest.approx(bets()["profit"].sum())
    assert len(figure.axes[0].collections) == 3  # the bands, and what a pointer is over


def test_one_day_and_one_bet_are_told_in_the_singular() -> None:
    bet = bets().filter(pl.col("result") == "win").head(1)
    daily = Daily.of(bet)
    equity = equity_curve(daily.dates, daily.equity)
    returns = claimed_and_realised(returns_by_claim(bet))
    game = season().drop_nulls("p_over").filter(pl.col("p_over") > 0.5).head(1)
    calls = confusion_matrix(game)
    assert equity is not None
    assert returns is not None
    assert calls is not None
    assert subtitle(equity).startswith("1 day, +")
    assert subtitle(returns).startswith("1 bet; ")
    assert subtitle(calls).startswith("1 call at ")
    assert re.search(r", 1 bet<", inline_svg(returns, "here"))


def test_a_band_of_other_days_is_not_drawn() -> None:
    daily = Daily.of(bets())
    figure = equity_curve(daily.dates, daily.equity, np.ones((5, 3)))
    assert figure is not None
    assert len(figure.axes[0].collections) == 1  # what a pointer is over


def test_levels_hold_equal_numbers_in_the_order_of_the_prediction() -> None:
    table = by_level(season(), "prediction", [pl.len().alias("n")])
    assert table.height == LEVELS
    assert table["n"].max() == table["n"].min() == season().height // LEVELS
    assert table["level"].is_sorted()


def test_the_line_has_its_own_residuals_where_there_is_one() -> None:
    with_line, without = (
        residuals_by_level(rows, "points")
        for rows in (season(), season().with_columns(line=pl.lit(None, pl.Float64)))
    )
    assert with_line is not None
    assert without is not None
    assert len(with_line.axes[0].containers) == 2
    assert len(without.axes[0].containers) == 1


def test_too_few_rows_have_no_levels() -> None:
    assert outcome_fan(season().head(LEVELS - 1), "points") is None
    assert residuals_by_level(season().head(LEVELS - 1), "points") is None


def test_the_svg_has_no_title_of_its_own_and_ids_of_its_name_alone() -> None:
    figure = confusion_matrix(season())
    assert figure is not None
    element = inline_svg(figure, "here")
    assert element.startswith("<svg")
    assert element.endswith("</svg>")
    ids = [part.split('"')[0] for part in element.split(' id="')[1:]]
    assert ids
    assert all(each.startswith("here-") for each in ids)
    assert subtitle(figure) == ""
    assert "<?xml" not in element


def test_a_page_draws_each_plot_once_on_no_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = count_draws(monkeypatch)
    figure, _ = canvas("Title", "detail")
    ground = re.search(r'<path d="[^"]*" style="([^"]*)"', inline_svg(figure, "here"))
    assert ground is not None
    assert ground[1] == "fill: none"
    assert len(draws) == 1


def test_points_of_a_plot_say_what_they_show() -> None:
    figure, axes = canvas("Title", "detail")
    hover(axes, np.array([1.0, 2.0]), np.array([3.0, 4.0]), ["one", HOSTILE])
    svg = inline_svg(figure, "here")
    assert re.findall(r"<title>(.*?)</title>", svg) == ["one", escape(HOSTILE, quote=False)]
    assert "<a " not in svg
    assert "opacity" not in svg[svg.index("<title>") :]


@pytest.mark.parametrize("words", ['my "best" run', "it's", "both \" and '", "#222222", "a\\1 & b"])
def test_words_of_any_kind_stay_words(words: str) -> None:
    figure, axes = canvas("Title", "detail")
    hover(axes, np.array([1.0]), np.array([3.0]), ["first"])
    hover(axes, np.array([1.0, 2.0]), np.array([3.0, 4.0]), ["second", words])
    svg = inline_svg(figure, "here")
    assert re.findall(r"<title>(.*?)</title>", svg) == ["first", "second", escape(words, quote=False)]
    assert "<a " not in svg


def test_one_point_alone_says_what_it_shows_too() -> None:
    figure, axes = canvas("Title", "detail")
    hover(axes, np.array([1.0]), np.array([3.0]), ["only"])
    assert inline_svg(figure, "here").count("<title>only</title>") == 1
    assert inline_svg(figure, "again").count("<title>only</title>") == 1


@pytest.mark.parametrize(
    ("draw", "points"),
    [
        (lambda: gain_over_season(cumulative_gain(season())), 160),
        (lambda: weight_by_month(monthly_weights(weights())), 6),
        (lambda: mae_by_value(mae_by_tier(season()), "MAE", "tier"), 15),
        (lambda: claimed_and_realised(returns_by_claim(bets())), 4),
    ],
)
def test_each_point_of_a_series_has_its_words(draw: Callable[[], Figure | None], points: int) -> None:
    figure = draw()
    assert figure is not None
    assert inline_svg(figure, "here").count('class="hover"') == points


def test_a_series_without_rows_is_not_drawn() -> None:
    nothing = season().head(0)
    assert gain_over_season(cumulative_gain(nothing)) is None
    assert weight_by_month(monthly_weights(weights().head(0))) is None
    assert mae_by_value(mae_by_tier(nothing), "MAE", "tier") is None
    assert claimed_and_realised(returns_by_claim(bets().head(0))) is None


def test_an_interval_that_misses_its_middle_by_rounding_has_no_length_below_zero() -> None:
    ends = reach(np.array([0.3, 0.3, 0.3]), np.array([0.30000001, 0.1, np.nan]), np.array([0.3, 0.4, np.nan]))
    np.testing.assert_allclose(ends, [[0.0, 0.2, 0.0], [0.0, 0.1, 0.0]])


def test_errors_that_are_all_the_same_are_drawn() -> None:
    for predicted in np.arange(0.05, 0.9, 0.05):
        same = season().head(40).with_columns(y=pl.lit(0.0), median=pl.lit(predicted))
        assert mae_by_value(mae_by_tier(same), "MAE", "tier") is not None


def test_a_watched_figure_shows_what_it_was_and_where_its_evidence_reached_the_threshold() -> None:
    dates = np.arange("2024-03-01", "2024-03-05", dtype="datetime64[D]")
    values, evidence = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.5, 20.0, 300.0, 1e300])
    figure = watched_figure(dates, values, 1.5, evidence, threshold=200.0)
    assert figure is not None
    top, bottom = figure.axes
    at_work, before = top.lines
    assert np.asarray(at_work.get_ydata()).tolist() == values.tolist()
    assert np.asarray(before.get_ydata()).tolist() == [1.5, 1.5]
    path, threshold, alarm = bottom.lines
    assert np.asarray(path.get_ydata()).tolist() == [
        0.5,
        20.0,
        300.0,
        2000.0,
    ]  # beyond ten times the threshold all is one
    assert np.asarray(threshold.get_ydata()).tolist() == [200.0, 200.0]
    assert np.asarray(alarm.get_ydata()).tolist() == [300.0]


def test_without_dates_there_is_nothing_to_draw() -> None:
    none = np.array([], dtype=float)
    assert watched_figure(none.astype("datetime64[D]"), none, None, none, 200.0) is None
    assert evidence_path(none.astype("datetime64[D]"), none, 20.0, "better") is None


def test_plots_of_a_page_share_the_shapes_of_letters() -> None:
    def drawn(name: str, words: str) -> str:
        figure, axes = canvas("Title", "detail")
        labelled(axes, words, "")
        return inline_svg(figure, name)

    page = drawn("one", "abc") + drawn("two", "bcd")
    thinner = with_shared_letters(page)
    shapes = re.findall(r' d="([^"]*)" transform="scale', thinner)
    assert len(shapes) == len(set(shapes))
    assert set(shapes) == set(re.findall(r' d="([^"]*)" transform="scale', page))
    ids = set(re.findall(r'\bid="([^"]*)"', thinner))
    referred = re.findall(r'href="#([^"]*)"', thinner)
    assert set(referred) <= ids
    assert len(referred) == len(re.findall(r'href="#', page))
