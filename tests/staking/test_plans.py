"""What the simple plans wish for."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.errors import ConfigError
from nba_props.staking.flat import Flat
from nba_props.staking.percent import Percent

ODDS = (np.array([0.5, 0.6]), np.array([0.5, 0.4]), np.array([1.9, 2.1]))
EACH_ITS_GAME = np.array([0, 1])


def test_flat_stakes_the_same_amount_whatever_the_bankroll() -> None:
    plan = Flat(stake=2, bankroll=100)
    shares = plan.shares(*ODDS)
    for bankroll in (80.0, 100.0, 150.0):
        np.testing.assert_allclose(plan.day_stakes(shares, EACH_ITS_GAME, bankroll), 2)


def test_flat_stakes_shrink_with_a_bankroll_that_they_would_strain() -> None:
    plan = Flat(stake=2, bankroll=100, bet_cap=0.05)
    np.testing.assert_allclose(plan.day_stakes(plan.shares(*ODDS), EACH_ITS_GAME, 10.0), 0.5)


def test_percent_stakes_a_share_of_the_bankroll_as_it_stands() -> None:
    plan = Percent(share=0.02)
    np.testing.assert_allclose(plan.day_stakes(plan.shares(*ODDS), EACH_ITS_GAME, 50.0), 1)


def test_stakes_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="stake=0: must be above 0"):
        Flat(stake=0)
    with pytest.raises(ConfigError, match=r"share=1\.5: must be above 0 and at most 1"):
        Percent(share=1.5)
