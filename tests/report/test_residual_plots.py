"""Plots."""

from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nba_props.evaluation.evaluate import Evaluation, evaluate
from nba_props.report.plots.residuals import importance, mae_by_fold, residual_plots
from nba_props.validation.predictions import Predictions
from tests.evaluation.cases import simulated, simulated_lines

STAT = "points + rebounds + assists"
NAMES = ["predicted_vs_actual", "residuals_by_prediction", "residuals", "mae_by_fold"]


@pytest.fixture(scope="module")
def predictions() -> Predictions:
    return simulated()


@pytest.fixture(scope="module")
def evaluation(predictions: Predictions) -> Evaluation:
    return evaluate(predictions, simulated_lines(predictions.rows), seed=1)


def png(figure: object) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=40)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_every_plot_draws_and_names_its_unit(evaluation: Evaluation, predictions: Predictions) -> None:
    figures = residual_plots(evaluation.rows, predictions.folds, STAT)
    assert list(figures) == NAMES
    for name, figure in figures.items():
        assert png(figure).startswith(b"\x89PNG"), name
        labels = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel())]
        assert any(STAT in label for label in labels), name


def test_the_plots_of_folds_show_the_mae_of_each(evaluation: Evaluation, predictions: Predictions) -> None:
    figure = mae_by_fold(evaluation.rows, predictions.folds, STAT)
    model = figure.axes[0].lines[0].get_ydata()
    expected = predictions.folds.filter(~pl.col("warmup"))["mae"].to_list()
    assert np.asarray(model, dtype=float).tolist() == pytest.approx(
        expected, abs=0.2
    )  # the void row is missing in `folds`


def test_the_plots_of_folds_name_the_figures_of_the_report(predictions: Predictions) -> None:
    lines = simulated_lines(predictions.rows).with_columns(line_median=pl.col("line") + 1.5)
    folds = predictions.rows.with_columns(median=pl.col("prediction") - 2.0)
    found = evaluate(replace(predictions, rows=folds), lines, seed=1)
    labels = [
        [line.get_label() for line in axes.lines]
        for axes in mae_by_fold(found.rows, predictions.folds, STAT).axes
    ]
    mae = {name: f"{found.metrics[name]:.2f}" for name in found.metrics if name.endswith("_mae")}
    assert labels == [
        [f"model {mae['val_mae']}", f"naive mean {mae['naive_mae']}"],
        [f"model {mae['priced_mae']}", f"naive mean {mae['priced_naive_mae']}", f"line {mae['line_mae']}"],
    ]


def test_without_lines_the_folds_have_one_panel(predictions: Predictions) -> None:
    rows = evaluate(predictions, None, seed=1).rows
    assert len(mae_by_fold(rows, predictions.folds, STAT).axes) == 1


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 17])
def test_few_rows_still_draw(evaluation: Evaluation, predictions: Predictions, rows: int) -> None:
    for figure in residual_plots(evaluation.rows.head(rows), predictions.folds, STAT).values():
        assert png(figure).startswith(b"\x89PNG")


@pytest.mark.slow
def test_constant_predictions_still_draw(evaluation: Evaluation, predictions: Predictions) -> None:
    rows = evaluation.rows.with_columns(prediction=pl.lit(0.0), y=pl.lit(0.0))
    for figure in residual_plots(rows, predictions.folds, STAT).values():
        assert png(figure).startswith(b"\x89PNG")


def test_no_rows_have_no_plots(evaluation: Evaluation, predictions: Predictions) -> None:
    assert residual_plots(evaluation.rows.head(0), predictions.folds, STAT) == {}


def test_importance_shows_the_largest_first_and_no_more_than_the_top() -> None:
    figure = importance({f"feature_{i}": i / 780 for i in range(40)})
    assert figure is not None
    axes = figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [f"feature_{i}" for i in range(39, 9, -1)]
    assert axes.patches[0].get_extents().width > axes.patches[1].get_extents().width
    assert [text.get_text() for text in axes.texts][1] == "5.0"  # 39 / 780; the first is the subtitle
    assert png(figure).startswith(b"\x89PNG")


def test_a_model_without_importance_has_no_plot_of_it() -> None:
    assert importance({}) is None


@pytest.mark.slow
def test_plots_are_the_same_from_several_threads(evaluation: Evaluation, predictions: Predictions) -> None:
    def draw(_: int) -> bytes:
        return png(residual_plots(evaluation.rows, predictions.folds, STAT)["residuals"])

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(draw, range(4)))) == 1


def test_evaluation_loads_no_heavy_library_until_it_is_used() -> None:
    code = (
        "import sys, nba_props.evaluation.evaluate, nba_props.report.plots.residuals;"
        "import nba_props.report.summary;"
        "print([m for m in ('matplotlib', 'scipy', 'sklearn', 'pandas', 'rich') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
