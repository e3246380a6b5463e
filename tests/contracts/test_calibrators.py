"""What every calibration must keep to, the ones that are added later included."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.calibration.base import Calibration, FittedCalibration
from nba_props.calibration.metrics import calibration_error, log_loss
from nba_props.core.arrays import Floats
from nba_props.core.component import declare_family, registered
from nba_props.errors import ConfigError, DataError
from tests.properties import quick

declare_family("nba_props.calibration")
NAMES = sorted(registered("calibration"))
LEARNING = [name for name in NAMES if name != "none"]
every = pytest.mark.parametrize("name", NAMES)
learning = pytest.mark.parametrize("name", LEARNING)
GRID = np.linspace(0, 1, 401)


def make(name: str, **fields: float) -> Calibration:
    calibration: Calibration = registered("calibration")[name](**fields)
    return calibration


def sharpened(p: Floats, slope: float = 2.0, shift: float = 0.4) -> Floats:
    """What an overconfident forecaster who leans to one side says where p is true."""
    return np.asarray(1 / (1 + np.exp(-(slope * np.log(p / (1 - p)) + shift))))


def forecasts(n: int, seed: int) -> tuple[Floats, Floats]:
    """True probabilities as lines have them, and outcomes."""
    rng = np.random.default_rng(seed)
    p = rng.beta(4, 4, n)
    return p, (rng.random(n) < p).astype(np.float64)


def fitted(name: str, n: int = 8000, slope: float = 2.0, shift: float = 0.4) -> FittedCalibration:
    p, outcome = forecasts(n, seed=1)
    return make(name).fit(sharpened(p, slope, shift), outcome)


@every
@pytest.mark.parametrize(("slope", "shift"), [(1, 0), (2, 0.4), (0.5, -1), (-1, 0)])
def test_a_likelier_outcome_stays_likelier(name: str, slope: float, shift: float) -> None:
    out = fitted(name, slope=slope, shift=shift).transform(GRID)
    assert (np.diff(out) >= 0).all()
    assert (out[0], out[-1]) == (0, 1)


@every
def test_what_is_calibrated_stays_as_it_is(name: str) -> None:
    """To the sampling error of a curve drawn through 20,000 outcomes."""
    inside = np.linspace(0.25, 0.75, 101)
    moved = np.abs(fitted(name, 20_000, 1.0, 0.0).transform(inside) - inside)
    assert moved.mean() < 0.015
    assert moved.max() < 0.06


@learning
@pytest.mark.parametrize(("slope", "shift"), [(2.0, 0.4), (0.5, 0.0), (1.0, -0.6)])
def test_later_forecasts_of_the_same_forecaster_get_better(name: str, slope: float, shift: float) -> None:
    p, outcome = forecasts(8000, seed=2)
    said = sharpened(p, slope, shift)
    better = fitted(name, slope=slope, shift=shift).transform(said)
    before, after = log_loss(said, outcome), log_loss(better, outcome)
    assert before is not None
    assert after is not None
    assert after < before - 0.005
    assert np.abs(better - p).mean() < 0.3 * np.abs(said - p).mean()
    error = calibration_error(better, outcome)
    assert error is not None
    assert error < 0.03


@every
def test_below_the_minimum_everything_passes_through(name: str) -> None:
    p, outcome = forecasts(int(make(name).min_weight) - 1, seed=1)
    assert np.array_equal(make(name).fit(sharpened(p), outcome).transform(GRID), GRID)
    assert np.array_equal(make(name).fit([], []).transform(GRID), GRID)


@every
def test_many_quotes_of_few_player_games_are_few(name: str) -> None:
    """150 player-games with twenty quotes each weigh 150."""
    p, outcome = forecasts(3000, seed=1)
    light = make(name).fit(sharpened(p), outcome, np.full(3000, 0.05))
    assert np.array_equal(light.transform(GRID), GRID)


@every
@pytest.mark.parametrize("always", [0.0, 1.0])
def test_outcomes_of_one_kind_teach_nothing(name: str, always: float) -> None:
    p, _ = forecasts(5000, seed=1)
    assert np.array_equal(make(name).fit(p, np.full(5000, always)).transform(GRID), GRID)


@learning
def test_a_row_that_weighs_two_is_two_rows(name: str) -> None:
    p, outcome = forecasts(4000, seed=3)
    said, weight = sharpened(p), np.tile([1.0, 2.0], 2000)
    twice = make(name).fit(np.concatenate([said, said[1::2]]), np.concatenate([outcome, outcome[1::2]]))
    assert make(name).fit(said, outcome, weight).transform(GRID) == pytest.approx(
        twice.transform(GRID), abs=2e-4
    )


@learning
def test_unknown_outcomes_and_rows_without_weight_teach_nothing(name: str) -> None:
    p, outcome = forecasts(4000, seed=3)
    more = [
        np.concatenate([a, b]) for a, b in ((p, p), (outcome, np.full(4000, np.nan)), (np.ones(4000),) * 2)
    ]
    unknown = make(name).fit(*more).transform(GRID)
    weightless = make(name).fit(more[0], np.nan_to_num(more[1]), np.repeat([1.0, 0.0], 4000)).transform(GRID)
    plain = make(name).fit(p, outcome).transform(GRID)
    assert np.array_equal(unknown, plain)
    assert np.array_equal(weightless, plain)


@learning
def test_the_order_of_the_rows_does_not_matter(name: str) -> None:
    p, outcome = forecasts(3000, seed=4)
    shuffled = np.random.default_rng(0).permutation(3000)
    one, two = make(name).fit(p, outcome), make(name).fit(p[shuffled], outcome[shuffled])
    assert one.transform(GRID) == pytest.approx(two.transform(GRID), abs=1e-6)


@learning
def test_nothing_is_called_certain_that_was_not(name: str) -> None:
    """No outcome of the lowest third came true, all of the highest did."""
    p = np.linspace(0.01, 0.99, 3000)
    outcome = np.where(p < 0.33, 0.0, np.where(p > 0.66, 1.0, np.arange(3000) % 2))
    out = make(name).fit(p, outcome).transform([1e-6, 0.05, 0.95, 1 - 1e-6])
    assert ((out > 0) & (out < 1)).all()


@every
@quick
@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=8))
def test_probabilities_stay_probabilities_and_the_unknown_unknown(name: str, p: list[float]) -> None:
    out = _once(name).transform(p)
    assert out.shape == (len(p),)
    assert np.array_equal(np.isnan(out), np.isnan(p))
    assert ((out[~np.isnan(out)] >= 0) & (out[~np.isnan(out)] <= 1)).all()


_FITTED: dict[str, FittedCalibration] = {}


def _once(name: str) -> FittedCalibration:
    return _FITTED.setdefault(name, fitted(name))


@every
def test_what_is_no_probability_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"p=1\.2: a probability must be between 0 and 1"):
        make(name).fit([0.4, 1.2], [0, 1])
    with pytest.raises(DataError, match=r"p=-0\.1"):
        _once(name).transform([-0.1])
    with pytest.raises(DataError, match="outcomes must be 0 or 1"):
        make(name).fit([0.4], [2])
    with pytest.raises(DataError, match="weights must not be below 0"):
        make(name).fit([0.4], [1], [-1])
    with pytest.raises(DataError, match="of shapes"):
        make(name).fit([0.4], [1, 0])


@every
def test_a_minimum_below_zero_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="min_weight=-1"):
        make(name, min_weight=-1)


@every
def test_a_fitted_calibration_comes_back_from_json_with_the_same_bits(name: str) -> None:
    known = fitted(name)
    back = FittedCalibration.from_dict(json.loads(json.dumps(known.to_dict(), allow_nan=False)))
    assert np.array_equal(back.transform(GRID), known.transform(GRID))
