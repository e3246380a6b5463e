"""Calibrated probabilities at other lines than the calibrated one."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.calibration.apply import reprice_at_line
from nba_props.distribution.counts import negative_binomial


def test_at_the_calibrated_line_itself_nothing_moves() -> None:
    over, raw = np.array([0.48, 0.9, 1e-9]), np.array([0.7, 0.2, 0.5])
    assert reprice_at_line(over, raw, raw) == pytest.approx(over)


def test_what_was_right_stays_as_the_distribution_has_it() -> None:
    raw, there = np.array([0.7, 0.2]), np.array([0.6, 0.35])
    assert reprice_at_line(raw, raw, there) == pytest.approx(there)


def test_a_point_more_costs_what_the_distribution_says_it_does() -> None:
    """Odds of 1 at the calibrated line; the odds of the other are 3/7 of the raw ones at the first."""
    assert reprice_at_line(np.array([0.5]), np.array([0.7]), np.array([0.5])) == pytest.approx([0.3])


def test_a_higher_line_is_gone_over_less_often() -> None:
    dist = negative_binomial(np.full(40, 20.0), np.full(40, 60.0))
    raw = dist.p_over(np.arange(40) + 0.5)
    moved = reprice_at_line(np.full(40, 0.47), np.full(40, raw[20]), raw)
    assert (np.diff(moved) < 0).all()
    assert moved[20] == pytest.approx(0.47)


def test_certainties_and_the_unknown_stay_what_they_are() -> None:
    moved = reprice_at_line(
        np.array([0.5, np.nan, 0.5]), np.array([0.6, 0.6, 0.6]), np.array([0.0, 0.5, 1.0])
    )
    assert moved[0] < 1e-9
    assert np.isnan(moved[1])
    assert moved[2] > 1 - 1e-9
