"""Distributions from predicted quantiles, and their correction."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.distribution._knots import row_wise_cdf, with_tails
from nba_props.distribution.pit import PitMap
from nba_props.distribution.predictive import Predictive
from nba_props.distribution.quantile import FittedQuantile, Quantile
from nba_props.errors import ConfigError, DataError
from nba_props.validation.predictions import quantile_column
from tests.distribution.samples import player_games

LEVELS = np.array([0.1, 0.5, 0.9])


def rows(*quantiles: list[float]) -> pl.DataFrame:
    columns = {quantile_column(level): [q[j] for q in quantiles] for j, level in enumerate(LEVELS)}
    return pl.DataFrame(columns)


def test_between_quantiles_probability_is_spread_evenly() -> None:
    cdf = row_wise_cdf(*with_tails(np.array([[10.0, 20.0, 40.0]]), LEVELS), np.array([10.0, 15, 20, 30, 40]))
    assert cdf[0] == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])


def test_beyond_the_outermost_quantiles_it_falls_exponentially() -> None:
    """From 0.5 to 0.1 in 20 steps is five-fold: two steps of 20 more leave 0.1 / 25."""
    cdf = row_wise_cdf(*with_tails(np.array([[10.0, 20.0, 40.0]]), LEVELS), np.array([60.0, 80.0]))
    assert 1 - cdf[0] == pytest.approx([0.1 / 5, 0.1 / 25], rel=0.06)


def test_crossing_quantiles_are_put_in_order() -> None:
    fitted = FittedQuantile(list(LEVELS), None)
    one = fitted.predict(rows([12.0, 10.0, 20.0]))
    assert np.array_equal(one.cdf, fitted.predict(rows([10.0, 12.0, 20.0])).cdf)


def test_quantiles_that_coincide_are_survived() -> None:
    dist = FittedQuantile(list(LEVELS), None).predict(rows([0.0, 0.0, 0.0], [0.0, 0.0, 3.0]))
    assert dist.p_under(1)[0] == pytest.approx(1, abs=0.05)
    assert dist.median() == pytest.approx([0, 0])


def test_a_row_without_quantiles_is_named() -> None:
    with pytest.raises(DataError, match="row 1 has no predicted quantiles"):
        FittedQuantile(list(LEVELS), None).predict(rows([1.0, 2.0, 3.0], [1.0, np.nan, 3.0]))


def test_a_missing_column_of_quantiles_is_named() -> None:
    past = player_games("quantile", 600, seed=1).drop("quantile_0.3")
    with pytest.raises(DataError, match=r"needs quantile_0\.3"):
        Quantile().fit(past)


@pytest.mark.parametrize("levels", [[0.5], [0.1, 0.9], [0.1, 0.5, 0.5], [0.9, 0.5, 0.1], [0.0, 0.5, 0.9]])
def test_levels_that_are_no_levels_are_refused(levels: list[float]) -> None:
    with pytest.raises(ConfigError, match="rising numbers between 0 and 1"):
        Quantile(levels=levels)


def test_levels_whose_columns_would_have_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match="differ in six digits"):
        Quantile(levels=[0.1, 0.5, 0.5000001])


def test_outcomes_that_follow_their_distributions_ask_for_no_correction() -> None:
    rng = np.random.default_rng(0)
    dist = Predictive.of(np.cumsum(rng.dirichlet(np.ones(12), 20_000), axis=1))
    y = dist.quantile(rng.random(len(dist)))
    fitted = PitMap.fit(dist.pit(y, 0), dist.pit(y, 1))
    assert np.abs(fitted.apply(dist).cdf - dist.cdf).max() < 0.01


def test_too_narrow_distributions_are_made_as_wide_as_outcomes_are() -> None:
    past, later = (player_games("quantile", 8000, seed=s) for s in (1, 2))
    fitted, y = Quantile().fit(past), later["y"].to_numpy()
    u = np.random.default_rng(3).random(len(y))
    raw, corrected = (
        each.predict(later).pit(y, u) for each in (FittedQuantile(Quantile().levels, None), fitted)
    )
    assert (np.abs(raw - 0.5) < 0.4).mean() < 0.6
    assert (np.abs(corrected - 0.5) < 0.4).mean() == pytest.approx(0.8, abs=0.02)


def test_an_outcome_that_is_always_the_same_is_survived() -> None:
    dist = Predictive.of(np.tile([[0.2, 0.6, 1.0]], (5000, 1)))
    y = np.ones(5000)
    corrected = PitMap.fit(dist.pit(y, 0), dist.pit(y, 1)).apply(dist)
    assert corrected.pmf()[0, 1] > 0.9
