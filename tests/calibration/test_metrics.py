"""Calibration metrics, on cases worked out by hand and by other means."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.calibration.metrics import (
    brier_parts,
    brier_score,
    calibration_error,
    debiased_calibration_error,
    log_loss,
)
from nba_props.calibration.reliability import reliability, wilson
from nba_props.errors import DataError
from tests.properties import quick

P = np.array([0.25] * 4 + [0.75] * 4)
OUTCOME = np.array([0, 0, 0, 1, 0, 0, 1, 1.0])
Metric = Callable[..., float | None]
METRICS: tuple[Metric, ...] = (brier_score, calibration_error, debiased_calibration_error, log_loss)


def test_a_worked_example() -> None:
    """Of four at 0.25 one came true, of four at 0.75 two: the second half is off by a quarter."""
    assert calibration_error(P, OUTCOME) == pytest.approx(0.125)
    assert brier_score(P, OUTCOME) == pytest.approx((5 * 0.0625 + 3 * 0.5625) / 8)
    assert log_loss(P, OUTCOME) == pytest.approx(-(5 * np.log(0.75) + 3 * np.log(0.25)) / 8)


def test_the_parts_of_the_worked_example() -> None:
    parts = brier_parts(P, OUTCOME)
    assert parts is not None
    assert parts.reliability == pytest.approx(0.5 * 0.0625)
    assert parts.resolution == pytest.approx(0.125**2)
    assert parts.uncertainty == pytest.approx(3 / 8 * 5 / 8)
    assert parts.within == pytest.approx(0)


def test_a_coin_scores_a_quarter_and_log_two() -> None:
    assert brier_score([0.5, 0.5], [0, 1]) == pytest.approx(0.25)
    assert log_loss([0.5, 0.5], [0, 1]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("metric", METRICS)
def test_without_rows_there_is_no_figure(metric: Metric) -> None:
    assert metric([], []) is None
    assert metric([0.3], [np.nan]) is None
    assert brier_parts([], []) is None


@pytest.mark.parametrize("metric", METRICS)
def test_what_is_unknown_does_not_count(metric: Metric) -> None:
    more = metric(np.append(P, [0.1, np.nan]), np.append(OUTCOME, [np.nan, 1]))
    assert more == pytest.approx(metric(P, OUTCOME))


@quick
@given(st.integers(0, 10_000), st.integers(30, 400))
def test_the_parts_add_up_to_the_score(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    p, weight = rng.random(n), rng.uniform(0.1, 2, n)
    outcome = (rng.random(n) < p**2).astype(float)
    parts, score = brier_parts(p, outcome, weight), brier_score(p, outcome, weight)
    assert parts is not None
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(score)
    assert parts.reliability >= 0
    assert parts.resolution >= 0


@quick
@given(st.integers(0, 10_000))
def test_scores_agree_with_scikit_learn(seed: int) -> None:
    from sklearn.metrics import brier_score_loss
    from sklearn.metrics import log_loss as reference

    rng = np.random.default_rng(seed)
    p, outcome, weight = rng.random(50), np.tile([0.0, 1.0], 25), rng.random(50)
    assert brier_score(p, outcome, weight) == pytest.approx(
        brier_score_loss(outcome, p, sample_weight=weight)
    )
    assert log_loss(p, outcome, weight) == pytest.approx(reference(outcome, p, sample_weight=weight))


def test_what_was_called_impossible_costs_much_but_not_everything() -> None:
    assert log_loss([0.0], [1]) == pytest.approx(-np.log(1e-12))


def _draws(metric: Metric, off: float) -> np.ndarray:
    """The metric of many draws of 1500 forecasts that are off by so much."""
    values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p = rng.uniform(0.2, 0.8, 1500)
        values.append(metric(p, (rng.random(1500) < p + off).astype(float)))
    return np.array(values)


def test_chance_alone_makes_an_error_and_the_debiased_one_takes_most_of_it_back() -> None:
    plain = _draws(calibration_error, 0.0).mean()
    assert plain > 0.025
    assert _draws(debiased_calibration_error, 0.0).mean() < 0.5 * plain


def test_a_true_error_is_found() -> None:
    assert np.sqrt((_draws(debiased_calibration_error, 0.06) ** 2).mean()) == pytest.approx(0.06, abs=0.004)
    assert _draws(calibration_error, 0.06).mean() == pytest.approx(0.06, abs=0.01)


def test_bins_weigh_the_same() -> None:
    p = np.random.default_rng(0).random(1500)
    table = reliability(p, (p > 0.5).astype(float))
    assert table["share"].to_numpy() == pytest.approx(1 / 10)
    assert table["count"].to_numpy() == pytest.approx(150)


def test_equal_probabilities_are_never_parted() -> None:
    table = reliability(np.repeat([0.3, 0.6], [990, 10]), np.tile([0.0, 1.0], 500))
    assert table["p"].to_list() == pytest.approx([0.3, 0.6])


def test_quotes_of_one_player_game_count_for_one_in_the_interval() -> None:
    """A hundred rows of a tenth's weight each are worth 100 rows by Kish; their weight does not matter."""
    rng = np.random.default_rng(0)
    p, outcome = rng.random(300), rng.integers(0, 2, 300).astype(float)
    light, heavy = (reliability(p, outcome, np.full(300, w), bins=3) for w in (0.1, 1.0))
    assert light["count"].to_numpy() == pytest.approx(heavy["count"].to_numpy())
    uneven = reliability(p, outcome, np.tile([0.1, 10.0], 150), bins=3)
    assert uneven["count"].sum() < 160


def test_the_interval_is_wilsons() -> None:
    """10 of 40: 0.1419 to 0.4019 (as statsmodels' proportion_confint gives it)."""
    low, high = wilson(np.array([0.25]), np.array([40.0]))
    assert (low[0], high[0]) == pytest.approx((0.14187, 0.40194), abs=1e-4)


def test_an_interval_stays_within_zero_and_one() -> None:
    table = reliability([0.1] * 5 + [0.9] * 5, [0] * 5 + [1] * 5)
    assert table["low"].to_list()[0] == 0
    assert table["high"].to_list()[-1] == 1


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(DataError, match="of shapes"):
        log_loss([0.1, 0.2], [1])
