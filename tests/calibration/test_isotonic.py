"""Isotonic calibration where there is little to learn from."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.calibration.isotonic import FittedIsotonic, Isotonic
from nba_props.calibration.platt import Platt
from nba_props.errors import ConfigError


def coin(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Confident probabilities that mean nothing: every outcome is a coin's."""
    rng = np.random.default_rng(5)
    return rng.beta(4, 4, n), rng.integers(0, 2, n).astype(np.float64)


def distance(group_weight: float, n: int = 1000) -> float:
    """How far calibrated probabilities are from a coin's on average."""
    fitted = Isotonic(group_weight=group_weight).fit(*coin(n))
    return float(np.abs(fitted.transform(coin(n)[0]) - 0.5).mean())


def test_the_luck_of_a_few_is_not_taken_for_skill() -> None:
    assert distance(200) < 0.02
    assert distance(1) > 1.5 * distance(200)


def test_beyond_what_was_seen_it_stays_near_what_was_next_to_it() -> None:
    """Through single outcomes it would run straight from the first of them to 0."""
    low, high = Isotonic().fit(*coin(1000)).transform([0.02, 0.98])
    assert 0.35 < low <= high < 0.65


def test_a_group_has_at_least_its_weight() -> None:
    p, _ = coin(1099)
    fitted = Isotonic(group_weight=100).fit(p, (p > 0.5).astype(np.float64))
    assert isinstance(fitted, FittedIsotonic)
    assert len(fitted.at) <= 2 + 10
    assert (np.diff(fitted.at) > 0).all()
    assert (np.diff(fitted.to) >= 0).all()


@pytest.mark.parametrize("group_weight", [1.0, 200.0])
def test_probabilities_that_saturate_have_an_answer(group_weight: float) -> None:
    """Scaled by what came true of them, probabilities of certain outcomes are 0 and 1 to the last bit."""
    p = np.random.default_rng(0).random(3000)
    fitted = Isotonic(group_weight=group_weight).fit(p, p > 0.5)
    found = fitted.transform(np.linspace(0.001, 0.999, 999))
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()
    assert 0 < found[0] < 0.01
    assert 0.99 < found[-1] < 1


def test_a_curve_from_the_first_outcome_on_begins_with_the_prior() -> None:
    none = np.empty(0)
    eager = Isotonic(curve_from=0)
    found = eager.fit(none, none, prior=eager.prior)
    wanted = Platt().fit(none, none, prior=eager.prior)
    assert found.transform([0.2, 0.9]).tolist() == wanted.transform([0.2, 0.9]).tolist()
    assert isinstance(eager.fit([0.4], [1.0], prior=eager.prior), FittedIsotonic)


def test_a_group_must_weigh_something() -> None:
    with pytest.raises(ConfigError, match="group_weight=0"):
        Isotonic(group_weight=0)
