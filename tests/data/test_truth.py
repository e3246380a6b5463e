"""The exact laws of simulated player-games, against direct integration and counting."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.data.truth import EVENTS, NODES, Law, Truth
from nba_props.errors import ConfigError, DataError

PRA = ("points", "rebounds", "assists")
STATS = [
    PRA,
    ("points",),
    ("rebounds",),
    ("assists",),
    ("threes",),
    ("points", "threes"),
    ("steals", "blocks"),
]


def some_law(count: int = 6, seed: int = 0) -> Law:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(len(NODES)), count)
    scales = rng.uniform(2, 36, (count, len(NODES)))
    return Law(rng.uniform(0.01, 0.2, (count, len(EVENTS))), np.array([1, 4, 7, 12, 32, 48]), weights, scales)


def integrated(law: Law, row: int, values: Floats, size: int) -> Floats:
    """P(sum = j) by a sum over workloads: given one, the sum is a compound Poisson variable (Panjer)."""
    shape = int(law.shapes[row])
    grid = np.linspace(1e-6, 1 + 16 / math.sqrt(shape), 6000)
    density = grid ** (shape - 1) * np.exp(-shape * (grid - 1))
    density /= density.sum()
    out = np.zeros(size)
    for weight, scale in zip(law.weights[row], law.scales[row], strict=True):
        rates = {v: scale * law.rates[row, values == v].sum() for v in (1, 2, 3, 4)}
        pmf = np.zeros((size, len(grid)))
        pmf[0] = np.exp(-grid * sum(rates.values()))
        for j in range(1, size):
            pmf[j] = sum(v * rate * grid * pmf[j - v] for v, rate in rates.items() if v <= j) / j
        out += weight * (pmf @ density)
    return out


@pytest.mark.parametrize("stats", [PRA, ("points",), ("points", "threes"), ("rebounds",)])
def test_the_mass_function_is_the_integral_over_workloads(stats: tuple[str, ...]) -> None:
    from nba_props.data.truth import event_values

    law = some_law()
    for row in (1, 3, 5):
        expected = integrated(law, row, event_values(stats), 60)
        assert law.pmf(stats)[row, :60] == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("stats", STATS)
def test_mean_and_variance_are_those_of_the_mass_function(stats: tuple[str, ...]) -> None:
    law = some_law().take(np.arange(1, 6))
    pmf = law.pmf(stats)
    count = np.arange(pmf.shape[1])
    assert pmf.sum(axis=1) == pytest.approx(1, abs=1e-9)
    assert law.mean(stats) == pytest.approx(pmf @ count, rel=1e-3)
    assert law.variance(stats) == pytest.approx(pmf @ count**2 - (pmf @ count) ** 2, rel=1e-2)


@pytest.mark.parametrize("stats", STATS)
def test_the_chance_of_the_over_is_the_mass_above_the_line(stats: tuple[str, ...]) -> None:
    law = some_law()
    lines = np.array([0.5, 3.0, 7.5, 12.0, 0.0, 1e6])
    pmf = law.pmf(stats)
    above = np.arange(pmf.shape[1]) > lines[:, None]
    assert law.p_over(stats, lines) == pytest.approx((pmf * above).sum(axis=1), abs=1e-9)


def test_a_negative_line_is_always_beaten() -> None:
    law = some_law()
    assert law.p_over(PRA, np.full(6, -0.5)) == pytest.approx(1)


def test_scaling_a_law_scales_its_mean() -> None:
    law, factor = some_law(), np.linspace(0.5, 2, 6)
    assert law.scaled(factor).mean(PRA) == pytest.approx(factor * law.mean(PRA))


def test_an_unknown_stat_answers_with_the_nearest_ones() -> None:
    with pytest.raises(ConfigError, match="stat point has no simulated law: did you mean points"):
        some_law().pmf(("point",))


def some_truth() -> Truth:
    keys = pl.DataFrame({"game_id": ["a", "a", "b", "b", "c", "c"], "player_id": [1, 2, 1, 2, 1, 2]})
    return Truth.of(keys, some_law())


def test_truth_gives_back_its_law() -> None:
    truth, law = some_truth(), some_law()
    for name, values in vars(law).items():
        np.testing.assert_array_equal(getattr(truth.law, name), values)


def test_rows_may_be_asked_for_in_any_order_and_more_than_once() -> None:
    truth = some_truth()
    rows = [4, 1, 1]
    whole = truth.p_over(PRA, None, 20.5)
    assert truth.p_over(PRA, rows, [20.5, 20.5, 20.5]) == pytest.approx(whole[rows])
    assert truth.mean(PRA, rows) == pytest.approx(truth.mean(PRA)[rows])
    part = truth.pmf(PRA, rows)
    assert part[:, :30] == pytest.approx(truth.pmf(PRA)[rows, :30], abs=1e-6)


def test_rows_are_found_by_game_and_player() -> None:
    keys = pl.DataFrame({"game_id": ["c", "a"], "player_id": [2, 1]})
    assert some_truth().rows_of(keys).tolist() == [5, 0]


def test_a_player_game_without_a_law_is_named() -> None:
    keys = pl.DataFrame({"game_id": ["a", "d"], "player_id": [1, 1]})
    with pytest.raises(DataError, match="no law for game_id=d, player_id=1"):
        some_truth().rows_of(keys)
