"""The comparison of training and test rows, and the slope of probabilities."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.findings.drift import drift
from nba_props.findings.slope import calibration_slope


def test_a_shift_is_measured_in_standard_deviations_and_the_largest_comes_first() -> None:
    rng = np.random.default_rng(1)
    train = pl.DataFrame({"still": rng.normal(5, 2, 4_000), "moved": rng.normal(0, 3, 4_000)})
    test = pl.DataFrame({"still": rng.normal(5, 2, 4_000), "moved": rng.normal(3, 3, 4_000)})
    table = drift(train, test)
    assert table["feature"].to_list() == ["moved", "still"]
    assert table["shift"].to_list() == pytest.approx([1.0, 0.0], abs=0.05)


def test_missing_values_are_counted_and_enter_no_mean() -> None:
    train = pl.DataFrame({"x": [1.0, None, 3.0, float("nan")]}, strict=False)
    test = pl.DataFrame({"x": [2.0, 2.0, 2.0, None]})
    row = drift(train, test).row(0, named=True)
    assert (row["train_mean"], row["test_mean"]) == (2.0, 2.0)
    assert (row["train_missing"], row["test_missing"]) == (0.5, 0.25)


def test_a_column_that_never_varies_has_no_shift() -> None:
    same = pl.DataFrame({"x": [1.0, 1.0]})
    assert drift(same, same)["shift"].to_list() == [None]


def test_a_column_without_values_on_one_side_has_no_shift() -> None:
    table = drift(pl.DataFrame({"x": [1.0, 2.0]}), pl.DataFrame({"x": [None, None]}, {"x": pl.Float64}))
    assert table["shift"].to_list() == [None]
    assert table["test_missing"].to_list() == [1.0]


@pytest.mark.parametrize("true", [0.4, 1.0, 1.6])
def test_the_slope_is_found_within_its_error(true: float) -> None:
    rng = np.random.default_rng(5)
    odds = rng.normal(0, 0.8, 20_000)
    happened = rng.random(20_000) < 1 / (1 + np.exp(-true * odds))
    fitted = calibration_slope(1 / (1 + np.exp(-odds)), happened, np.arange(20_000) // 50)
    assert fitted is not None
    assert fitted[0] == pytest.approx(true, abs=3 * fitted[1])
    assert 0.01 < fitted[1] < 0.05


def test_rows_that_are_copies_of_each_other_do_not_make_the_slope_surer() -> None:
    rng = np.random.default_rng(6)
    p = rng.uniform(0.2, 0.8, 500)
    happened = rng.random(500) < p
    once = calibration_slope(p, happened, np.arange(500))
    often = calibration_slope(np.tile(p, 9), np.tile(happened, 9), np.tile(np.arange(500), 9))
    assert once is not None
    assert often is not None
    assert often == pytest.approx(once, rel=1e-6)


def test_probabilities_that_never_vary_have_no_slope() -> None:
    happened = np.array([True, False, True, False])
    assert calibration_slope(np.full(4, 0.5), happened, np.arange(4)) is None


def test_outcomes_that_the_probabilities_separate_have_no_slope() -> None:
    p = np.array([0.1, 0.2, 0.8, 0.9])
    assert calibration_slope(p, p > 0.5, np.arange(4)) is None
