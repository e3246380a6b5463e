"""From predictions to the figures of a run."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest

from nba_props.evaluation.evaluate import Evaluation, evaluate
from nba_props.evaluation.references import errors_of

from .cases import simulated, simulated_lines


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    predictions = simulated()
    return evaluate(predictions, simulated_lines(predictions.rows, noise=3.0), seed=1)


def test_the_metrics_have_their_fixed_names(evaluation: Evaluation) -> None:
    assert set(evaluation.metrics) == {
        "n_predictions", "n_priced", "train_mae", "train_rmse", "train_r2", "train_mape",
        "val_mae", "val_rmse", "val_r2", "val_mape", "val_bias", "crps",
        "naive_mae", "naive_bias", "naive_skill_mae", "naive_skill_mae_low", "naive_skill_mae_high",
        "line_mae", "line_bias", "priced_mae", "priced_bias", "priced_naive_mae", "priced_naive_bias",
        "skill_mae", "skill_mae_low", "skill_mae_high",
        "information_gain", "information_gain_low", "information_gain_high",
        "log_loss", "novig_log_loss", "skill_log_loss", "skill_log_loss_low", "skill_log_loss_high",
        "brier_score", "novig_brier_score", "brier_reliability", "brier_resolution", "brier_uncertainty",
        "calibration_error", "calibration_error_debiased",
    }  # fmt: skip


def test_every_metric_is_a_finite_float(evaluation: Evaluation) -> None:
    everything = evaluation.metrics | evaluation.segment_metrics
    assert all(type(value) is float and math.isfinite(value) for value in everything.values())


def test_warm_up_rows_and_rows_without_an_outcome_enter_no_figure(evaluation: Evaluation) -> None:
    predictions = simulated()
    counted = predictions.rows.filter(~pl.col("warmup") & pl.col("y").is_not_null())
    assert 0 < counted.height < predictions.rows.height - 1
    assert evaluation.metrics["n_predictions"] == counted.height
    assert evaluation.metrics["val_mae"] == pytest.approx((counted["median"] - counted["y"]).abs().mean())
    assert evaluation.metrics["val_bias"] == pytest.approx((counted["prediction"] - counted["y"]).mean())
    assert evaluation.metrics["crps"] == pytest.approx(counted["crps"].mean())
    wild = (pl.when("warmup").then(1e6).otherwise(name).alias(name) for name in ("prediction", "median"))
    again = evaluate(replace(predictions, rows=predictions.rows.with_columns(wild)), None, seed=1)
    assert {n: again.metrics[n] for n in ("val_mae", "val_bias")} == {
        n: evaluation.metrics[n] for n in ("val_mae", "val_bias")
    }


def test_a_line_of_a_void_player_game_is_not_counted(evaluation: Evaluation) -> None:
    predictions = simulated()
    lines = simulated_lines(predictions.rows)
    void = predictions.rows.filter(pl.col("y").is_null()).join(lines, on=["game_id", "player_id"])
    assert void.height == 1
    assert evaluation.metrics["n_priced"] == evaluation.rows["line"].count()
    assert evaluation.rows["y"].null_count() == 0


def test_train_metrics_are_of_the_last_fold_s_training_rows(evaluation: Evaluation) -> None:
    assert evaluation.metrics["train_mae"] == pytest.approx((2 + 3 + 0) / 3)


def test_the_same_seed_gives_the_same_evaluation(evaluation: Evaluation) -> None:
    predictions = simulated()
    again = evaluate(predictions, simulated_lines(predictions.rows, noise=3.0), seed=1)
    assert again.metrics == evaluation.metrics
    assert again.intervals == evaluation.intervals
    assert again.segments.equals(evaluation.segments)


def test_without_lines_the_line_is_absent_everywhere() -> None:
    evaluation = evaluate(simulated(), None, seed=1)
    assert evaluation.metrics["n_priced"] == 0
    with_a_line = {"line_mae", "skill_mae", "skill_mae_low", "priced_mae", "log_loss", "calibration_error"}
    assert not with_a_line & {*evaluation.metrics}
    assert [(row.over, row.who) for row in evaluation.table] == [("all", "model"), ("all", "naive")]


def test_without_an_outcome_nothing_is_scored_and_nothing_fails() -> None:
    predictions = simulated()
    nothing = predictions.rows.with_columns(pl.lit(None, pl.Float64).alias("y"))
    evaluation = evaluate(replace(predictions, rows=nothing), None, seed=1)
    assert evaluation.metrics["n_predictions"] == 0
    assert not [name for name in evaluation.metrics if name.startswith(("val_", "naive_"))]
    assert evaluation.segments.height == 0
    assert evaluation.table == []


def test_the_table_shows_each_predictor_on_each_set_of_rows(evaluation: Evaluation) -> None:
    shown = [(row.over, row.who) for row in evaluation.table]
    assert shown == [
        ("all", "model"), ("all", "naive"), ("priced", "model"), ("priced", "naive"), ("priced", "line"),
    ]  # fmt: skip
    assert [row.n for row in evaluation.table] == [evaluation.metrics["n_predictions"]] * 2 + [
        evaluation.metrics["n_priced"]
    ] * 3


def test_the_rows_carry_what_the_figures_were_made_of(evaluation: Evaluation) -> None:
    errors = abs(errors_of(evaluation.rows, "naive"))
    assert errors.mean() == pytest.approx(evaluation.metrics["naive_mae"])
