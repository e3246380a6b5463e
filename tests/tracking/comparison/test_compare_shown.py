"""Runs beside each other as tables on a terminal."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.tracking.comparison import compare
from nba_props.tracking.comparison.compare import Comparison
from nba_props.tracking.table import as_text
from tests.tracking.comparison.made import N, Shelf, noise, predictions, with_probabilities


def test_the_better_figure_has_a_star(shelf: Shelf) -> None:
    runs = [
        shelf.add(metrics={"val_mae": 5.0, "val_r2": 0.25, "n_features": 3, "val_bias": -0.125}),
        shelf.add(metrics={"val_mae": 4.0, "val_r2": 0.5, "n_features": 4, "val_bias": 0.25}),
    ]
    rows = {row[0]: row[1:] for row in compare(shelf.store, runs).tables()[-1].rows}
    assert rows["val_mae"] == ["5", "4*"]
    assert rows["val_r2"] == ["0.2500", "0.5000*"]
    assert rows["val_bias"] == ["-0.1250*", "0.2500"]
    assert rows["n_features"] == ["3", "4"]


def figures(found: Comparison, every: bool = False) -> dict[str, list[str]]:
    table = found.tables(every)[-1]
    return {name: list(cells) for name, *cells in table.rows}


def test_a_whole_figure_looks_like_one_that_is_so_in_the_digits_shown(shelf: Shelf) -> None:
    runs = [
        shelf.add(metrics={"val_mae": mae, "betting_roi": roi, "crps": crps})
        for mae, roi, crps in ((5.0, 0.0, 3.0), (5.00001, -0.0, 3.00001), (6.0, -0.5, 3.0))
    ]
    assert figures(compare(shelf.store, runs)) == {
        "val_mae": ["5*", "5.000*", "6"],
        "betting_roi": ["0*", "0*", "-0.5000"],
    }


def test_figures_that_look_equal_are_counted_and_have_no_star(shelf: Shelf) -> None:
    metrics = {"val_mae": 5.0, "crps": 3.00001, "n_features": 3, "skill_mae": 0.1, "skill_mae_low": 0.05}
    others = {"val_mae": 4.0, "crps": 3.00002, "n_features": 3, "skill_mae": 0.2, "skill_mae_low": 0.15}
    found = compare(shelf.store, [shelf.add(metrics=metrics), shelf.add(metrics=others)])
    assert list(figures(found)) == ["val_mae", "skill_mae"]
    notes = found.tables()[-1].notes
    assert "Not shown: 1 end of an interval, 2 equal in these digits (experiments compare --all)." in notes
    every = figures(found, every=True)
    assert every.keys() == metrics.keys()
    assert every["crps"] == ["3.000", "3.000"]
    assert every["skill_mae_low"] == ["0.05000", "0.1500*"]
    assert not any(note.startswith("Not shown") for note in found.tables(every=True)[-1].notes)


def test_of_three_values_those_that_look_best_have_a_star(shelf: Shelf) -> None:
    runs = [shelf.add(metrics={"val_mae": value}) for value in (3.00001, 3.00002, 4.0)]
    assert figures(compare(shelf.store, runs)) == {"val_mae": ["3.000*", "3.000*", "4"]}


def test_the_verdict_comes_first_then_the_paired_differences(shelf: Shelf) -> None:
    errors = noise(N, 1)
    rows, others = with_probabilities(1, 0.5), with_probabilities(1, 0.5)
    others = others.with_columns(prediction=pl.col("y") + 0.8 * (pl.col("prediction") - pl.col("y")))
    found = compare(shelf.store, [shelf.add(rows=rows), shelf.add(rows=others)])
    runs, paired, *_ = found.tables()
    assert runs.notes == ["B against A: better in MAE; equal in log loss."]
    assert paired.columns == ["figure", "rows", "A", "B", "diff.", "95 % interval", "verdict"]
    assert [row[0] for row in paired.rows] == ["MAE", "log loss"]
    three = compare(shelf.store, [shelf.add(rows=predictions(errors)) for _ in range(3)])
    assert [row[0] for row in three.tables()[1].rows] == ["B", "C"]
    assert len(three.tables()[0].notes) == 2


def test_a_difference_that_is_not_zero_is_not_shown_as_zero(shelf: Shelf) -> None:
    rows = predictions(noise(N, 1))
    moved = rows.with_columns(prediction=pl.col("y") + (1 - 1e-6) * (pl.col("prediction") - pl.col("y")))
    (row,) = compare(shelf.store, [shelf.add(rows=rows), shelf.add(rows=moved)]).tables()[1].rows
    assert row[-1] == "better"
    assert "0.000 to" not in row[-2]
    assert not row[-2].endswith("0.000")


def test_the_tables_fit_a_terminal(shelf: Shelf) -> None:
    errors = noise(N, 1)
    runs = [
        shelf.add(
            metrics={"val_mae": 5 + i, "calibration_error_debiased": 0.01234 * i},
            params={
                "model.subsample_for_bin": 200000 + i,
                "features.blocks.rolling.windows": [3, 5, 10, 20 + i],
            },
            rows=predictions([(1 + i / 10) * each for each in errors]),
            start=dt.datetime(2025, 1, 1 + i, tzinfo=dt.UTC),
        )
        for i in range(4)
    ]
    text = as_text(compare(shelf.store, runs).tables(), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert all(run[:8] in text for run in runs)


def test_numbers_stay_whole_where_text_can_be_folded(shelf: Shelf) -> None:
    errors = noise(N, 1)
    runs = [shelf.add(rows=predictions([factor * each for each in errors])) for factor in (1.0, 0.9)]
    for width in (60, 80, 120):
        text = as_text(compare(shelf.store, runs).tables()[1:2], width)
        assert max(map(len, text.splitlines())) <= width
        words = text.split()
        figures = compare(shelf.store, runs).paired[0]
        for number in (figures.first, figures.value):
            assert f"{number:.3f}" in words
        for signed in (figures.difference, figures.low, figures.high):
            assert f"{signed:+.3f}" in words
