"""What every distribution must keep to, the ones that are added later included."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.distribution.base import FittedDistribution, Learned
from nba_props.distribution.predictive import Predictive
from nba_props.errors import DataError
from tests.distribution.samples import NAMES, make, player_games
from tests.properties import quick

every = pytest.mark.parametrize("name", NAMES)


@cache
def fit(name: str) -> FittedDistribution:
    """Fitted on rows of its own family."""
    return make(name).fit(player_games(name, 12000, seed=1))


@cache
def predicted(name: str) -> tuple[pl.DataFrame, Predictive]:
    """Later rows of the distribution's own family, and what it predicts of them."""
    later = player_games(name, 3000, seed=2)
    return later, fit(name).predict(later.drop("y"))


@every
def test_probabilities_are_none_below_zero_and_sum_to_one(name: str) -> None:
    pmf = predicted(name)[1].pmf()
    assert pmf.min() >= 0
    assert pmf.sum(axis=1) == pytest.approx(1)


@every
@quick
@given(st.floats(-20, 300))
def test_over_push_and_under_sum_to_one(name: str, line: float) -> None:
    dist = predicted(name)[1]
    assert dist.p_over(line) + dist.p_push(line) + dist.p_under(line) == pytest.approx(1)


@every
@quick
@given(st.integers(-3, 90))
def test_nothing_is_pushed_at_a_half(name: str, number: int) -> None:
    assert not predicted(name)[1].p_push(number + 0.5).any()


@every
@quick
@given(st.floats(-5, 120), st.floats(-5, 120))
def test_a_higher_line_is_gone_over_less_often(name: str, one: float, two: float) -> None:
    dist, (low, high) = predicted(name)[1], sorted((one, two))
    assert (dist.p_over(high) <= dist.p_over(low)).all()
    assert (dist.p_under(high) >= dist.p_under(low)).all()


@every
@quick
@given(st.floats(0.001, 0.999))
def test_a_quantile_is_the_first_number_that_reaches_its_level(name: str, q: float) -> None:
    dist = predicted(name)[1]
    at = dist.quantile(q)
    assert (1 - dist.p_over(at) >= q - 1e-9).all()
    assert (1 - dist.p_over(at - 1) < q).all()


@every
def test_what_is_drawn_agrees_with_what_is_computed(name: str) -> None:
    one, draws = predicted(name)[1].take(np.array([7])), 100_000
    sample = one.take(np.zeros(draws, dtype=np.intp)).quantile(np.random.default_rng(3).random(draws))
    line = float(one.median()[0])
    for share, p in (
        ((sample > line).mean(), one.p_over(line)[0]),
        ((sample == line).mean(), one.p_push(line)[0]),
        ((sample < line).mean(), one.p_under(line)[0]),
    ):
        assert share == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / draws))
    assert sample.mean() == pytest.approx(one.mean()[0], abs=4 * np.sqrt(one.variance()[0] / draws))
    assert sample.var() == pytest.approx(one.variance()[0], rel=0.05)


@every
def test_mean_and_median_are_those_of_the_predictions(name: str) -> None:
    rows, dist = predicted(name)
    assert (dist.mean() - rows["prediction"].to_numpy()).mean() == pytest.approx(0, abs=0.3)
    assert np.abs(dist.median() - dist.mean()).max() < 5


@every
@quick
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 60.0))
def test_the_median_alone_is_that_of_the_whole_distribution(name: str, seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    rows = predicted(name)[0].head(500).drop("y")
    rows = rows.with_columns(prediction=pl.Series(rng.uniform(-2, level + 1, 500)))
    fitted = fit(name)
    assert np.array_equal(fitted.median(rows), fitted.predict(rows).median())


@every
def test_the_score_is_the_mean_distance_less_half_the_mean_difference(name: str) -> None:
    """The other form of the continuous ranked probability score, E|X - y| - E|X - X'| / 2."""
    rows, dist = predicted(name)
    dist, y = dist.take(np.arange(20)), rows["y"].to_numpy()[:20]
    k, pmf = np.arange(dist.cdf.shape[1]), dist.pmf()
    distance = (pmf * np.abs(k - y[:, None])).sum(axis=1)
    difference = np.einsum("ni,ij,nj->n", pmf, np.abs(k[:, None] - k), pmf)
    assert dist.crps(y) == pytest.approx(distance - difference / 2)


@every
def test_outcomes_of_its_own_family_are_uniform_in_it(name: str) -> None:
    from scipy.stats import kstest

    p_values = []
    for seed in range(5):
        later = player_games(name, 3000, seed=20 + seed)
        dist = make(name).fit(player_games(name, 12000, seed=10 + seed)).predict(later)
        u = np.random.default_rng(seed).random(later.height)
        p_values.append(kstest(dist.pit(later["y"].to_numpy(), u), "uniform").pvalue)
    assert np.median(p_values) > 0.1
    assert min(p_values) > 0.001


@every
def test_the_true_family_scores_better_than_one_twice_as_wide(name: str) -> None:
    rows, dist = predicted(name)
    y, center = rows["y"].to_numpy(), dist.median()
    points = np.arange(dist.cdf.shape[1])
    at = np.clip((points + center[:, None]) / 2, 0, points[-1]).astype(int)
    stretched = Predictive.of(np.take_along_axis(dist.cdf, at, axis=1))
    assert dist.crps(y).mean() < stretched.crps(y).mean()


@every
def test_outcomes_of_the_rows_themselves_are_not_looked_at(name: str) -> None:
    rows, dist = predicted(name)
    assert np.array_equal(fit(name).predict(rows.with_columns(y=pl.lit(None, pl.Float64))).cdf, dist.cdf)


@every
def test_a_row_is_predicted_alone_as_among_others(name: str) -> None:
    rows, dist = predicted(name)
    fitted = fit(name)
    lines = np.arange(0, 60, 7.5)
    for i in range(5):
        alone = fitted.predict(rows[i])
        assert [alone.p_over(x)[0] for x in lines] == pytest.approx(
            [dist.p_over(x)[i] for x in lines], abs=1e-5
        )


@every
def test_there_is_nothing_to_predict_of_no_rows(name: str) -> None:
    fitted = make(name).fit(player_games(name, 1000, seed=1))
    assert len(fitted.predict(player_games(name, 0, seed=1))) == 0
    assert fitted.median(player_games(name, 0, seed=1)).shape == (0,)


@every
def test_rows_without_an_outcome_teach_nothing(name: str) -> None:
    past = player_games(name, 1500, seed=1)
    more = past.with_columns(prediction=pl.lit(900.0), y=pl.lit(None, pl.Float64))
    rows = player_games(name, 50, seed=2)
    with_them = make(name).fit(pl.concat([past, more])).predict(rows)
    assert np.array_equal(with_them.cdf, make(name).fit(past).predict(rows).cdf)


@every
@pytest.mark.parametrize("count", [0, 1, 499])
def test_a_short_past_gives_a_sensible_distribution(name: str, count: int) -> None:
    rows = player_games(name, 100, seed=2)
    dist = make(name).fit(player_games(name, count, seed=1)).predict(rows)
    assert dist.mean() == pytest.approx(rows["prediction"].to_numpy(), rel=0.01)
    assert (dist.variance() >= 0.99 * rows["prediction"].to_numpy()).all()


@every
def test_unknown_columns_and_odd_levels_are_survived(name: str) -> None:
    rows = player_games(name, 4, seed=2).with_columns(
        past_minutes=pl.lit(None, pl.Float64),
        past_std=pl.Series([None, 0.0, 1e9, float("nan")]),
        prediction=pl.Series([-3.0, 0.0, 1e-9, 500.0]),
    )
    dist = make(name).fit(player_games(name, 2000, seed=1)).predict(rows)
    assert np.isfinite(dist.cdf).all()


@every
def test_a_missing_prediction_is_named(name: str) -> None:
    rows = player_games(name, 3, seed=2).drop("prediction")
    with pytest.raises(DataError, match="needs prediction"):
        make("poisson").fit(rows).predict(rows)
    fitted = make(name, **({"min_rows": 5000} if isinstance(make(name), Learned) else {}))
    gap = player_games(name, 3, seed=2).with_columns(prediction=pl.Series([1.0, None, 2.0]))
    with pytest.raises(DataError, match="row 1 has no prediction"):
        fitted.fit(gap).predict(gap)


@every
def test_distant_outcomes_are_unlikely_but_not_impossible(name: str) -> None:
    """A line that no past residual would have reached must not be a sure bet."""
    dist = predicted(name)[1]
    far = dist.p_over(dist.mean() + 4 * np.sqrt(dist.variance()))
    assert ((far > 0) & (far < 0.01)).all()


@every
def test_a_fitted_distribution_comes_back_from_json_with_the_same_bits(name: str) -> None:
    later, expected = predicted(name)
    saved = json.dumps(fit(name).to_dict(), allow_nan=False)
    back = FittedDistribution.from_dict(json.loads(saved))
    assert np.array_equal(back.predict(later.drop("y")).cdf, expected.cdf)


@every
def test_a_fitted_distribution_reads_no_column_but_those_it_names(name: str) -> None:
    later, expected = predicted(name)
    fitted = fit(name)
    assert np.array_equal(fitted.predict(later.select("prediction", *fitted.reads)).cdf, expected.cdf)


@every
@pytest.mark.parametrize("tied", [1.0, 0.5, 0.2])
def test_predictions_that_are_mostly_equal_are_no_hindrance(name: str, tied: float) -> None:
    """As from a model that has learnt nothing: a mean for all, or for most."""
    past = player_games(name, 600, seed=3)
    equal = pl.int_range(pl.len()) < tied * past.height
    level = pl.when(equal).then(14.0).otherwise("prediction").alias("prediction")
    told = past.with_columns(level)
    predictive = make(name).fit(told).predict(told.drop("y"))
    assert np.isfinite(predictive.quantile(0.5)).all()
