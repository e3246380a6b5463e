"""The e-processes of the watch: their formula, their error rate, what they find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from nba_props.live.watch.evidence import (
    LEAST,
    SEASON,
    bayes_factor,
    better_evidence,
    change_evidence,
    discoveries,
    persistence,
)
from tests.properties import quick

DATES = st.lists(st.tuples(st.floats(-3, 3), st.floats(0, 2)), min_size=1, max_size=12)
"""Scores of dates, each with the margin of its own."""


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


@quick
@given(seed=st.integers(0, 99), live=DATES, later=DATES)
def test_later_dates_do_not_change_what_was_found(
    seed: int, live: list[tuple[float, float]], later: list[tuple[float, float]]
) -> None:
    reference = np.random.default_rng(seed).normal(size=LEAST)
    score, margin = np.array(live + later).T
    whole = change_evidence(reference, score, margin=margin)
    assert change_evidence(reference, score[: len(live)], margin=margin[: len(live)]) == pytest.approx(
        whole[: len(live)]
    )
    assert better_evidence(score)[: len(live)] == pytest.approx(better_evidence(score[: len(live)]))


def test_a_margin_is_of_each_date() -> None:
    rng = np.random.default_rng(9)
    margin = rng.uniform(0, 3, 60)
    reference, noise = rng.normal(size=100), rng.normal(size=60)
    assert change_evidence(reference, noise + margin, (1,))[-1] > 1000
    assert change_evidence(reference, noise + margin, (1,), margin).max() < 2
    assert change_evidence(reference, noise - margin, (-1,), margin).max() < 2
    assert change_evidence(reference, noise + margin + 2, (1,), margin)[-1] > 1000


@pytest.mark.parametrize("since", [300, 2 * SEASON])
def test_a_change_in_a_later_season_is_found(since: int) -> None:
    rng = np.random.default_rng(10)
    live = rng.normal(size=since + 40) + 1.2 * (np.arange(since + 40) >= since)
    found = change_evidence(rng.normal(size=150), live, (1,))
    assert found[:since].max() < 20
    assert since < int(np.argmax(found >= 233)) <= since + 30


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
    gains = np.random.default_rng(8).normal(0.8, 1, 100)
    assert better_evidence(gains)[-1] > 1000
    assert better_evidence(-gains)[-1] <= 1.0
    assert better_evidence(gains[:9]).tolist() == [1.0] * 9
    assert better_evidence(gains[:0]).tolist() == []


def test_gains_that_come_in_runs_are_not_taken_for_better() -> None:
    rng = np.random.default_rng(11)
    steps = rng.normal(size=(400, 200))
    gains = steps.copy()
    for date in range(1, 200):
        gains[:, date] = 0.5 * gains[:, date - 1] + 0.75**0.5 * steps[:, date]
    assert np.mean([better_evidence(each).max() >= 20 for each in gains]) <= 0.05
    assert np.mean([better_evidence(each + 0.3).max() >= 20 for each in steps]) >= 0.8


def test_discoveries_are_those_of_e_bh() -> None:
    assert discoveries({"a": 39.0, "b": 1.0}, 0.05) == []
    assert discoveries({"a": 41.0, "b": 1.0}, 0.05) == ["a"]
    assert discoveries({"a": 21.0, "b": 20.0}, 0.05) == ["a", "b"]
