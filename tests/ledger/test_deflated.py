"""The deflated Sharpe ratio."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.errors import DataError
from nba_props.ledger.deflated import deflated_sharpe, expected_best_sharpe, probabilistic_sharpe


def test_the_worked_example_of_the_paper() -> None:
    """Bailey and López de Prado 2014, A Numerical Example: 2.5 a year over five years of daily returns, the
    best of 100 trials whose yearly ratios have a variance of 1/2; skewness -3, kurtosis 10.
    """
    best = expected_best_sharpe(100, 0.5 / 250)
    assert best == pytest.approx(0.1132, abs=5e-5)
    assert probabilistic_sharpe(2.5 / 250**0.5, 1250, -3, 10, best) == pytest.approx(0.9004, abs=5e-5)


@pytest.mark.parametrize("trials", [2, 10, 100])
def test_the_expected_best_is_about_that_of_simulated_trials(trials: int) -> None:
    rng = np.random.default_rng(1)
    best = rng.normal(0, 0.1, (40_000, trials)).max(axis=1).mean()
    assert expected_best_sharpe(trials, 0.01) == pytest.approx(best, abs=0.006)


def test_the_best_of_one_is_expected_at_nothing() -> None:
    assert expected_best_sharpe(1, 0.5) == 0


def test_the_more_trials_the_less_is_left() -> None:
    returns = np.random.default_rng(3).normal(0.002, 0.02, 160)
    left = [deflated_sharpe(returns, trials) for trials in (1, 5, 50, 1000)]
    known = [value for value in left if value is not None]
    assert len(known) == 4
    assert sorted(known, reverse=True) == known
    assert known[0] > 0.5


def test_without_skill_the_best_of_many_is_seldom_called_skilled() -> None:
    """Of 30 trials without skill the best has a probabilistic ratio near 1, but no deflated one."""
    rng = np.random.default_rng(5)
    fooled, seen_through = 0, 0
    for _ in range(100):
        runs = rng.normal(0, 0.02, (30, 160))
        best = runs[(runs.mean(axis=1) / runs.std(axis=1, ddof=1)).argmax()]
        fooled += (deflated_sharpe(best, 1) or 0) > 0.95
        seen_through += (deflated_sharpe(best, 30) or 0) <= 0.95
    assert fooled > 60
    assert seen_through >= 95


def test_without_a_sharpe_ratio_there_is_none_to_deflate() -> None:
    assert deflated_sharpe(np.array([0.01]), 10) is None
    assert deflated_sharpe(np.full(9, 0.01), 10) is None
    assert probabilistic_sharpe(2.0, 10, 3.0, 1.0, 0.0) is None


def test_no_trial_is_refused() -> None:
    with pytest.raises(DataError, match="trials=0: must be at least 1"):
        expected_best_sharpe(0, 1.0)
