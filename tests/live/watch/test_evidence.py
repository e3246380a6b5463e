"""The e-processes of the watch: their formula, their error rate, what they find."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from nba_props.live.watch.evidence import (
    LEAST,
    bayes_factor,
    better_evidence,
    change_evidence,
    discoveries,
    persistence,
)


@pytest.mark.parametrize(("t", "nu", "size"), [(0.0, 5, 3.0), (2.0, 30, 10.0), (-3.5, 100, 25.0)])
def test_bayes_factor_is_the_ratio_of_the_marginal_densities(t: float, nu: int, size: float) -> None:
    def weighed(change: float) -> float:
        return float(stats.nct.pdf(t, nu, change * size**0.5) * stats.norm.pdf(change))

    marginal, _ = integrate.quad(weighed, -6, 6, limit=200)
    found = bayes_factor(np.array(t**2), np.array(float(nu)), np.array(float(nu)), np.array(size))
    assert float(found) == pytest.approx(marginal / stats.t.pdf(t, nu), rel=1e-3)


def test_false_alarms_are_as_seldom_as_they_may_be_however_often_one_looks() -> None:
    rng = np.random.default_rng(3)
    highest = [change_evidence(rng.normal(5, 2, 60), rng.normal(5, 2, 120)).max() for _ in range(200)]
    assert np.mean(np.array(highest) >= 20) <= 0.05
    assert np.mean(np.array(highest) >= 2) <= 0.5


@pytest.mark.parametrize("since", [0, 60])
def test_a_change_is_found_soon_whenever_it_comes(since: int) -> None:
    rng = np.random.default_rng(4)
    live = rng.normal(0, 1, 100) + 1.5 * (np.arange(100) >= since)
    found = change_evidence(rng.normal(0, 1, 100), live)
    assert found[:since].max(initial=0) < 200
    assert since < int(np.argmax(found >= 200)) <= since + 15


def test_only_a_change_for_the_worse_counts() -> None:
    rng = np.random.default_rng(5)
    reference, live = rng.normal(0, 1, 100), rng.normal(2, 1, 40)
    assert change_evidence(reference, live, signs=(1,))[-1] > 1e6
    assert change_evidence(reference, live, signs=(-1,)).max() <= 2


def test_a_change_within_the_margin_is_none() -> None:
    rng = np.random.default_rng(6)
    reference, live = rng.normal(0, 1, 100), rng.normal(0.8, 1, 100)
    assert change_evidence(reference, live)[-1] > 1000
    assert change_evidence(reference, live, margin=1.0).max() < 2


def test_a_share_that_never_varied_may_vary_within_the_floor() -> None:
    still = np.ones(50)
    assert change_evidence(still, np.full(5, 0.99), floor=0.02)[-1] < 2
    assert change_evidence(still, np.zeros(1), floor=0.02)[-1] > 1e6


def test_a_reference_that_is_too_short_tells_nothing() -> None:
    assert change_evidence(np.zeros(LEAST - 1), np.full(3, 9.0)).tolist() == [1.0] * 3
    assert change_evidence(np.zeros(LEAST), np.array([])).tolist() == []


def test_runs_of_bad_nights_widen_the_spread() -> None:
    rng = np.random.default_rng(7)
    steps = rng.normal(size=2000)
    assert persistence(steps) == pytest.approx(1, abs=0.1)
    assert persistence(np.convolve(steps, [1, 1], "valid")) == pytest.approx(3, abs=0.4)
    assert persistence(np.ones(5)) == 1.0


def test_gains_count_on_one_side_only() -> None:
    gains = np.random.default_rng(8).normal(0.8, 1, 60)
    assert better_evidence(gains)[-1] > 1000
    assert better_evidence(-gains)[-1] <= 1.0
    assert better_evidence(gains[:1]).tolist() == [1.0]


def test_discoveries_are_those_of_e_bh() -> None:
    assert discoveries({"a": 39.0, "b": 1.0}, 0.05) == []
    assert discoveries({"a": 41.0, "b": 1.0}, 0.05) == ["a"]
    assert discoveries({"a": 21.0, "b": 20.0}, 0.05) == ["a", "b"]
