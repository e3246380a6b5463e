"""Intervals over game dates."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.core.arrays import Dates, Floats
from nba_props.evaluation.bootstrap import LEAST_DATES, DateBootstrap, widening

START = np.datetime64("2023-10-24")


def correlated(
    rng: np.random.Generator, dates: int = 60, each: int = 12, mean: float = 6.0
) -> tuple[Dates, Floats]:
    """Dates and values with an effect of the date that all its rows share."""
    day = np.repeat(np.arange(dates), each)
    return START + day, mean + rng.normal(0, 1, dates)[day] + rng.normal(0, 2, dates * each)


def test_the_interval_agrees_with_scipy() -> None:
    from scipy.stats import bootstrap

    rng = np.random.default_rng(3)
    dates, values = correlated(rng)
    extra = rng.random(len(dates)) < 0.7
    dates, values = dates[extra], values[extra]
    index = np.unique(dates, return_inverse=True)[1]
    sums, counts = np.bincount(index, values), np.bincount(index)

    def ratio(total: Floats, n: Floats, axis: int) -> Floats:
        return np.asarray(total.sum(axis=axis) / n.sum(axis=axis))

    expected = bootstrap(
        (sums, counts), ratio, paired=True, vectorized=True, method="percentile", n_resamples=9_999, rng=7
    ).confidence_interval
    interval = DateBootstrap.of(dates, seed=1, resamples=20_000).mean(dates, values)
    assert interval == pytest.approx((expected.low, expected.high), abs=0.01)


def test_95_of_100_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(11)
    trials, inside = 300, 0
    for trial in range(trials):
        dates, values = correlated(rng)
        interval = DateBootstrap.of(dates, seed=trial, resamples=500).mean(dates, values)
        assert interval is not None
        inside += interval[0] <= 6.0 <= interval[1]
    assert abs(inside / trials - 0.95) < 0.035  # 0.0126 is the standard error; 60 dates cover a little less


@pytest.mark.parametrize("count", [2, 3, 5, 7, 12, LEAST_DATES - 1, LEAST_DATES])
def test_intervals_on_few_dates_hold_the_truth_as_often(count: int) -> None:
    rng = np.random.default_rng(count)
    trials, inside = 300, 0
    for trial in range(trials):
        dates, values = correlated(rng, count)
        interval = DateBootstrap.of(dates, seed=trial, resamples=400).mean(dates, values)
        assert interval is not None
        inside += interval[0] <= 6.0 <= interval[1]
    assert inside / trials > 0.90  # 93 to 95 are expected; the standard error is 0.014


def test_the_interval_of_two_dates_is_that_of_t_less_what_percentiles_lack() -> None:
    """Of two dates the percentiles are one standard error from the mean, on either side."""
    dates, values = START + np.arange(2), np.array([-2.0, 4.0])
    reach = 3 * 12.7062 / 1.95996 * np.sqrt(2)
    interval = DateBootstrap.of(dates, 1, 400).mean(dates, values)
    assert interval == pytest.approx((1 - reach, 1 + reach), abs=1e-3)


def test_errors_on_few_dates_are_not_below_zero_and_skills_not_above_one() -> None:
    dates, errors = START + np.arange(2), np.array([1.0, 3.0])
    bootstrap = DateBootstrap.of(dates, 1, 400)
    assert (bootstrap.mean(dates, np.abs(errors)) or (np.nan,))[0] == 0
    assert (bootstrap.skill(dates, errors, np.array([3.0, 3.0])) or (np.nan, np.nan))[1] == 1


def test_ends_are_moved_the_less_the_more_dates_there_are() -> None:
    factors = [widening(count) for count in range(2, LEAST_DATES + 1)]
    assert factors == sorted(factors, reverse=True)
    assert factors[-2:] == [pytest.approx(2.1009 / 1.95996 * np.sqrt(19 / 18), abs=1e-4), 1.0]


@pytest.mark.parametrize("count", [LEAST_DATES, 60])
def test_percentiles_of_enough_dates_are_taken_as_they_are(count: int) -> None:
    dates, values = correlated(np.random.default_rng(4), count, each=1)
    bootstrap = DateBootstrap.of(dates, 1, 2000)
    expected = np.quantile(bootstrap.counts @ values / count, [0.025, 0.975])
    assert bootstrap.mean(dates, values) == pytest.approx(tuple(expected))


def test_dates_that_a_figure_has_no_weight_on_do_not_make_it_surer() -> None:
    calendar, values = START + np.arange(40), np.arange(40.0) % 7
    weight = (np.arange(40) < 10).astype(float)
    bootstrap = DateBootstrap.of(calendar, 1, 4000)
    alone = bootstrap.mean(calendar[:10], values[:10])
    assert bootstrap.ratio(calendar, values * weight, weight) == pytest.approx(alone)


def test_intervals_of_rows_taken_as_independent_would_be_too_narrow() -> None:
    rng = np.random.default_rng(5)
    dates, values = correlated(rng)
    by_date = DateBootstrap.of(dates, seed=1).mean(dates, values)
    each_its_own = START + np.arange(len(values))
    by_row = DateBootstrap.of(each_its_own, seed=1).mean(each_its_own, values)
    assert by_date is not None
    assert by_row is not None
    assert by_date[1] - by_date[0] > 1.4 * (by_row[1] - by_row[0])


def test_the_interval_of_a_paired_difference_is_narrower_than_of_its_parts() -> None:
    rng = np.random.default_rng(6)
    dates, errors = correlated(rng)
    better = errors - 0.3 + rng.normal(0, 0.1, len(errors))
    bootstrap = DateBootstrap.of(dates, seed=1)
    alone, paired = bootstrap.mean(dates, errors), bootstrap.mean(dates, better - errors)
    assert alone is not None
    assert paired is not None
    assert paired[0] < -0.3 < paired[1] < 0
    assert (paired[1] - paired[0]) * 10 < alone[1] - alone[0]


def test_skill_is_one_less_the_ratio_of_errors() -> None:
    dates, errors = correlated(np.random.default_rng(6))
    errors = np.abs(errors)
    low, high = DateBootstrap.of(dates, seed=1).skill(dates, 0.9 * errors, errors) or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.1, 0.1))


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    dates, values = correlated(np.random.default_rng(2))
    first, again, other = (DateBootstrap.of(dates, seed, 500).mean(dates, values) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    dates, values = correlated(rng)
    order = rng.permutation(len(values))
    first = DateBootstrap.of(dates, 1, 500).mean(dates, values)
    assert DateBootstrap.of(dates[order], 1, 500).mean(dates[order], values[order]) == pytest.approx(first)


def test_every_resample_draws_as_many_dates_as_there_are() -> None:
    bootstrap = DateBootstrap.of(START + np.arange(1000), seed=1, resamples=2500)  # more than one chunk
    assert bootstrap.counts.shape == (2500, 1000)
    assert (bootstrap.counts.sum(axis=1) == 1000).all()
    assert bootstrap.counts.var() == pytest.approx(1.0, abs=0.02)


def test_one_date_has_no_interval() -> None:
    dates = np.repeat(START, 20)
    assert DateBootstrap.of(dates, 1, 100).mean(dates, np.arange(20.0)) is None


def test_no_rows_have_no_interval() -> None:
    none = np.array([], dtype="datetime64[D]")
    assert DateBootstrap.of(none, 1, 100).mean(none, np.array([])) is None


def test_a_segment_on_few_dates_has_an_interval_only_where_most_resamples_hold_it() -> None:
    calendar = START + np.arange(100)
    bootstrap = DateBootstrap.of(calendar, 1, 2000)
    assert bootstrap.mean(calendar[:2], np.array([1.0, 2.0])) is None  # in 87 of 100 resamples
    assert bootstrap.mean(calendar[:9], np.arange(9.0)) is not None
