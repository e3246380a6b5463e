"""The naive mean and the line beside the model."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.estimate import Estimate
from nba_props.evaluation.references import compare, fill_naive, join_lines

from .cases import simulated_lines, simulated_rows


def scored_with_lines(noise: float = 0.0) -> pl.DataFrame:
    rows = fill_naive(simulated_rows(), 15.0)
    return join_lines(rows.drop_nulls("y"), simulated_lines(rows, noise))


def figures_of(rows: pl.DataFrame) -> dict[str, Estimate]:
    return compare(rows, DateBootstrap.of(rows["date"].to_numpy(), seed=1, resamples=500))


def debut(day: int, y: float | None, naive: float | None) -> dict[str, object]:
    return {"date": dt.date(2024, 1, day), "y": y, "naive": naive}


def test_a_line_is_joined_to_its_own_player_game() -> None:
    rows = simulated_rows()
    lines = simulated_lines(rows).sample(fraction=1, shuffle=True, seed=3)
    joined = join_lines(rows, lines)
    assert joined.select(rows.columns).equals(rows)
    assert joined["line"].count() == lines.height
    assert (
        joined["line"]
        .gather_every(3)
        .equals(rows["prediction"].gather_every(3).floor() + 0.5, check_names=False)
    )


def test_two_lines_of_one_player_game_are_refused() -> None:
    rows = simulated_rows()
    lines = simulated_lines(rows)
    with pytest.raises(DataError, match="game_id=0000, player_id=0 has more than one line"):
        join_lines(rows, pl.concat([lines, lines.head(1)]))


def test_lines_of_other_games_add_no_rows() -> None:
    rows = simulated_rows()
    other = simulated_lines(rows).with_columns(pl.lit("elsewhere").alias("game_id")).unique("player_id")
    joined = join_lines(rows, other)
    assert joined.height == rows.height
    assert joined["line"].count() == 0


def test_without_any_lines_the_columns_are_there_and_empty() -> None:
    joined = join_lines(simulated_rows(), None)
    assert joined["line"].null_count() == joined.height
    assert joined.schema["line"] == pl.Float64()


def test_a_debutant_is_predicted_by_debuts_on_earlier_dates_only() -> None:
    rows = pl.DataFrame(
        [
            debut(1, 4.0, None), debut(1, 6.0, None), debut(2, 30.0, 25.0), debut(3, 20.0, None),
            debut(4, None, None), debut(5, 1.0, None),
        ]
    )  # fmt: skip
    filled = fill_naive(rows, 15.0)
    assert filled.select("date", "y").equals(rows.select("date", "y"))
    assert filled["naive"].to_list() == [15.0, 15.0, 25.0, 5.0, 10.0, 10.0]


def test_without_a_training_mean_the_first_debut_has_no_naive_prediction() -> None:
    rows = pl.DataFrame([debut(1, 4.0, None), debut(2, 30.0, 25.0)])
    assert fill_naive(rows, None)["naive"].to_list() == [None, 25.0]


def test_the_naive_mean_is_judged_on_all_rows_of_the_model() -> None:
    figures = figures_of(scored_with_lines())
    assert figures["naive_mae"].n == figures["val_mae"].n


def test_the_model_and_the_line_are_compared_on_the_same_rows() -> None:
    rows = scored_with_lines(noise=2.0)
    figures = figures_of(rows)
    priced = rows.drop_nulls("line")
    assert 0 < priced.height < rows.height
    model = (priced["median"] - priced["y"]).abs().mean()
    line = (priced["line"] - priced["y"]).abs().mean()
    assert figures["priced_mae"].value == pytest.approx(model)
    assert figures["line_mae"].value == pytest.approx(line)
    assert {figures[f"{who}mae"].n for who in ("priced_", "line_", "priced_naive_")} == {priced.height}
    expected = 1 - figures["priced_mae"].value / figures["line_mae"].value
    assert figures["skill_mae"].value == pytest.approx(expected)


def test_skill_is_above_zero_against_a_worse_line_and_its_interval_too() -> None:
    figure = figures_of(scored_with_lines(noise=4.0))["skill_mae"]
    assert figure.interval is not None
    assert 0 < figure.interval[0] < figure.value < figure.interval[1]


def test_every_interval_holds_its_figure() -> None:
    figures = figures_of(scored_with_lines(noise=2.0))
    with_interval = {name: f for name, f in figures.items() if f.interval is not None}
    assert {
        "val_mae",
        "val_bias",
        "naive_mae",
        "line_mae",
        "line_bias",
        "skill_mae",
        "naive_skill_mae",
    } <= set(with_interval)
    assert all(f.interval[0] <= f.value <= f.interval[1] for f in with_interval.values() if f.interval)


def test_without_lines_no_figure_of_lines_appears() -> None:
    figures = figures_of(join_lines(fill_naive(simulated_rows(), 15.0).drop_nulls("y"), None))
    assert not [name for name in figures if "line" in name or "priced" in name or name == "skill_mae"]
    assert "naive_skill_mae" in figures


def test_rows_without_a_naive_prediction_leave_out_the_skill_against_it() -> None:
    rows = join_lines(simulated_rows().drop_nulls("y"), None)
    figures = figures_of(rows)
    assert figures["naive_mae"].n < figures["val_mae"].n
    assert "naive_skill_mae" not in figures


def test_a_line_without_any_error_has_no_skill_against_it() -> None:
    rows = scored_with_lines().with_columns(line=pl.col("y"), line_median=pl.col("y"))
    assert "skill_mae" not in figures_of(rows)
    assert np.isclose(figures_of(rows)["line_mae"].value, 0)
