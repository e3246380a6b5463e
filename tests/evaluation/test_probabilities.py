"""Probabilities beside the no-vig ones; scikit-learn as the oracle."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import brier_score_loss, log_loss

from nba_props.calibration.metrics import calibration_error, debiased_calibration_error
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.estimate import Estimate
from nba_props.evaluation.probabilities import decided, probability_figures

N = 900


def rows(seed: int = 0) -> pl.DataFrame:
    """Player-games at whole and half lines: some pushed, some without either probability."""
    rng = np.random.default_rng(seed)
    p, push = rng.uniform(0.2, 0.8, N), np.where(np.arange(N) % 3 == 0, 0.06, 0.0)
    over = rng.random(N) < p
    frame = pl.DataFrame(
        {
            "date": [dt.date(2024, 1, 1) + dt.timedelta(days=i // 30) for i in range(N)],
            "line": np.where(push > 0, 20.0, 20.5),
            "y": np.where((push > 0) & (rng.random(N) < 0.06), 20.0, np.where(over, 25.0, 15.0)),
            "p_over": p * (1 - push),
            "p_push": push,
            "novig_over": np.clip(p + rng.normal(0, 0.08, N), 0.05, 0.95),
        }
    )
    number = pl.int_range(pl.len())
    return frame.with_columns(
        pl.when(number % 10 != 4).then(pl.col("p_over", "p_push")),
        pl.when(number % 10 != 7).then("novig_over"),
    )


def figures_of(frame: pl.DataFrame) -> dict[str, Estimate]:
    return probability_figures(frame, DateBootstrap.of(frame["date"].to_numpy(), 1, 400))


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """What is counted: a probability, and an outcome that is not the line."""
    kept = frame.drop_nulls("p_over").filter(pl.col("y") != pl.col("line"))
    return kept.with_columns(p=pl.col("p_over") / (1 - pl.col("p_push")), over=pl.col("y") > pl.col("line"))


def test_pushes_and_rows_without_a_probability_are_out() -> None:
    frame = rows()
    ended = decided(frame)
    assert ended is not None
    assert ended.height == by_hand(frame).height < frame["p_over"].count() < frame.height
    assert (ended["y"] != ended["line"]).all()
    assert ended["p_over"].null_count() == 0


def test_a_probability_is_that_of_going_over_given_no_push() -> None:
    ended = decided(rows())
    assert ended is not None
    np.testing.assert_allclose(ended["p_over"].to_numpy(), by_hand(rows())["p"].to_numpy(), atol=1e-12)
    without = decided(rows().filter(pl.col("p_push") == 0).drop("p_push"))
    assert without is not None
    assert without["p_over"].equals(ended.filter(pl.col("p_push") == 0)["p_over"])


@pytest.mark.parametrize("column", ["date", "line", "y", "p_over"])
def test_rows_that_lack_a_column_have_no_calls(column: str) -> None:
    assert decided(rows().drop(column)) is None


def test_log_loss_and_brier_score_are_those_of_scikit_learn() -> None:
    frame = rows()
    figures, kept = figures_of(frame), by_hand(frame)
    p, over = kept["p"].to_numpy(), kept["over"].to_numpy()
    assert figures["log_loss"].value == pytest.approx(log_loss(over, p), abs=1e-12)
    assert figures["brier_score"].value == pytest.approx(brier_score_loss(over, p), abs=1e-12)
    assert figures["log_loss"].n == figures["calibration_error"].n == kept.height

    beside = kept.drop_nulls("novig_over")
    novig, over = beside["novig_over"].to_numpy(), beside["over"].to_numpy()
    assert figures["novig_log_loss"].value == pytest.approx(log_loss(over, novig), abs=1e-12)
    assert figures["novig_brier_score"].value == pytest.approx(brier_score_loss(over, novig), abs=1e-12)
    assert figures["novig_log_loss"].n == beside.height < kept.height


def test_skill_is_measured_on_the_rows_that_both_have() -> None:
    figure = figures_of(rows())["skill_log_loss"]
    both = by_hand(rows()).drop_nulls("novig_over")
    ours, theirs = (log_loss(both["over"].to_numpy(), both[name].to_numpy()) for name in ("p", "novig_over"))
    assert figure.n == both.height
    assert figure.value == pytest.approx(1 - ours / theirs, abs=1e-12)
    assert figure.interval is not None
    assert figure.interval[0] < figure.value < figure.interval[1]
    # Who knows the truth is better than who knows it with noise.
    assert figure.value > 0


def test_the_calibration_error_is_that_of_the_calls_and_the_parts_add_up() -> None:
    figures, kept = figures_of(rows()), by_hand(rows())
    p, over = kept["p"].to_numpy(), kept["over"].to_numpy().astype(float)
    assert figures["calibration_error"].value == pytest.approx(calibration_error(p, over))
    debiased = debiased_calibration_error(p, over)
    assert figures["calibration_error_debiased"].value == pytest.approx(debiased)
    share = over.mean()
    assert figures["brier_uncertainty"].value == pytest.approx(share * (1 - share))
    parts = (figures[f"brier_{part}"].value for part in ("reliability", "resolution", "uncertainty"))
    reliability, resolution, uncertainty = parts
    assert reliability - resolution + uncertainty == pytest.approx(figures["brier_score"].value, abs=0.005)


def test_a_certain_miss_costs_much_and_not_infinitely() -> None:
    frame = rows().with_columns(p_over=pl.when(pl.int_range(pl.len()) == 1).then(0.0).otherwise("p_over"))
    frame = frame.with_columns(y=pl.when(pl.int_range(pl.len()) == 1).then(30.0).otherwise("y"))
    figure = figures_of(frame)["log_loss"]
    assert np.isfinite(figure.value)
    assert figure.value > figures_of(rows())["log_loss"].value


def test_without_probabilities_there_are_no_figures() -> None:
    assert figures_of(rows().with_columns(p_over=pl.lit(None, pl.Float64))) == {}
    assert figures_of(rows().drop("p_over")) == {}
    assert figures_of(rows().head(0)) == {}


def test_a_no_vig_probability_that_is_nan_is_as_if_it_were_not_there() -> None:
    assert figures_of(rows().with_columns(pl.col("novig_over").fill_null(math.nan))) == figures_of(rows())


def test_without_any_no_vig_probability_the_model_s_own_figures_stay() -> None:
    figures = figures_of(rows().with_columns(novig_over=pl.lit(None, pl.Float64)))
    assert "log_loss" in figures
    assert not [name for name in figures if name.startswith(("novig_", "skill_"))]
