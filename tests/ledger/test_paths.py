"""Monte Carlo of the bankroll."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from nba_props.ledger.daily import Daily
from nba_props.ledger.paths import BAND, simulate_paths
from tests.ledger.cases import DAY


def daily(*profits: float, bankroll: float = 100.0) -> Daily:
    """Days with these profits, each from the same bankroll."""
    n = len(profits)
    dates = np.array([DAY + dt.timedelta(days=i) for i in range(n)], dtype="datetime64[D]")
    ones = np.ones(n)
    return Daily(dates, bankroll * ones, ones, np.array(profits), ones, ones)


def test_the_end_of_a_path_varies_as_that_of_a_permutation_never_would() -> None:
    paths = simulate_paths(daily(5, -5, 10, -8), compounds=True, seed=1)
    assert paths is not None
    assert paths.final.std() > 0.05


def test_compounding_paths_have_the_mean_and_spread_of_a_product_of_returns() -> None:
    returns = np.array([0.05, -0.04, 0.02, -0.01])
    paths = simulate_paths(daily(*(returns * 100)), compounds=True, seed=1, paths=40_000, days=20)
    assert paths is not None
    assert paths.final.mean() == pytest.approx((1 + returns.mean()) ** 20, rel=0.005)
    logs = np.log1p(returns)
    assert np.log(paths.final).mean() == pytest.approx(20 * logs.mean(), abs=0.005)
    assert np.log(paths.final).std() == pytest.approx(np.sqrt(20) * logs.std(), rel=0.02)


def test_flat_paths_add_profits_up() -> None:
    profits = np.array([4.0, -3, 1])
    paths = simulate_paths(daily(*profits), compounds=False, seed=1, paths=40_000, days=10)
    assert paths is not None
    assert paths.final.mean() == pytest.approx(1 + 10 * profits.mean() / 100, abs=0.003)
    assert paths.final.std() == pytest.approx(np.sqrt(10) * profits.std() / 100, rel=0.02)


def test_risks_by_hand() -> None:
    """Two draws of half lost or nothing: 1/4 stay, 3/4 halve at least once, 1/4 end at a quarter."""
    paths = simulate_paths(daily(-50, 0), compounds=True, seed=1, paths=40_000)
    assert paths is not None
    assert paths.risk_of_falling_to(0.5) == pytest.approx(0.75, abs=0.01)
    assert paths.risk_of_falling_to(0.25) == pytest.approx(0.25, abs=0.01)
    assert paths.risk_of_falling_to(0.05) == 0
    assert paths.metrics["betting_risk_of_halving"] == paths.risk_of_falling_to(0.5)
    assert paths.metrics["betting_risk_of_ruin"] == 0
    assert paths.drawdown.max() == pytest.approx(0.75)


def test_who_has_lost_everything_stays_ruined() -> None:
    paths = simulate_paths(daily(-60, 60), compounds=False, seed=1, days=30)
    assert paths is not None
    broke = paths.lowest == 0
    assert 0.5 < broke.mean() < 1
    assert (paths.final[broke] == 0).all()
    assert paths.metrics["betting_risk_of_ruin"] >= broke.mean()


def test_the_band_starts_at_one_and_its_quantiles_do_not_cross() -> None:
    paths = simulate_paths(daily(5, -5, 10, -8), compounds=True, seed=1, days=15)
    assert paths is not None
    assert paths.band.shape == (len(BAND), 16)
    assert (paths.band[:, 0] == 1).all()
    assert (np.diff(paths.band, axis=0) >= 0).all()


def test_the_same_seed_gives_the_same_paths() -> None:
    one, two, other = (simulate_paths(daily(5, -5, 3), compounds=True, seed=s, paths=50) for s in (1, 1, 2))
    assert one is not None
    assert two is not None
    assert other is not None
    assert np.array_equal(one.final, two.final)
    assert not np.array_equal(one.final, other.final)


@pytest.mark.parametrize("profits", [(), (5.0,)])
def test_there_is_nothing_to_draw_from_fewer_than_two_days(profits: tuple[float, ...]) -> None:
    assert simulate_paths(daily(*profits), compounds=True, seed=1) is None
