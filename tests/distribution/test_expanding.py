"""Distributions in time order, on the simulated league."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.distribution.expanding import expanding_dates, out_of_fold
from nba_props.distribution.predictive import Predictive
from nba_props.model.base import TrainingData
from nba_props.model.ridge import Ridge
from nba_props.validation.base import Fold
from nba_props.validation.predictions import Predictions
from tests.distribution.league import predicted_league
from tests.distribution.samples import make

START = dt.date(2023, 10, 2)
N_FOLDS, PER_FOLD = 4, 300


@cache
def walked() -> Predictions:
    """Four weeks, the first of them warm-up; the last has an embargo of three days."""
    n = N_FOLDS * PER_FOLD
    rng = np.random.default_rng(0)
    mean = rng.uniform(5, 35, n)
    fold = np.repeat(np.arange(1, N_FOLDS + 1), PER_FOLD)
    day = np.tile(np.arange(PER_FOLD) * 7 // PER_FOLD, N_FOLDS) + 7 * (fold - 1)
    weeks = [START + dt.timedelta(days=7 * k) for k in range(N_FOLDS + 1)]
    folds = pl.DataFrame(
        [Fold(k + 1, START, weeks[k], weeks[k], weeks[k + 1], k == 0).__dict__ for k in range(N_FOLDS)]
    ).rename({"number": "fold"})
    until = pl.when(pl.col("fold") == N_FOLDS).then(pl.col("train_until").dt.offset_by("-3d"))
    rows = pl.DataFrame(
        {
            "date": [START + dt.timedelta(days=int(d)) for d in day], "fold": fold, "warmup": fold == 1,
            "prediction": mean, "y": rng.poisson(mean * rng.gamma(8, 1 / 8, n)).astype(float),
            "past_minutes": rng.uniform(10, 38, n), "past_std": rng.uniform(3, 9, n),
            "past_minutes_std": rng.uniform(2, 9, n),
        }
    )  # fmt: skip
    design = _tiny_design()
    fitted = Ridge().trainer(design, np.arange(4)).fit(np.arange(4))
    folds = folds.with_columns(train_until=until.otherwise(pl.col("train_until")))
    return Predictions(rows, folds, fitted, rows.select("y", "prediction"))


def _tiny_design() -> TrainingData:
    return TrainingData(np.ones((4, 1), dtype=np.float32), np.arange(4.0), ["f"])


def with_outcomes(change: pl.Expr, where: pl.Expr) -> Predictions:
    known = walked()
    rows = known.rows.with_columns(y=pl.when(where).then(change).otherwise(pl.col("y")))
    return Predictions(rows, known.folds, known.last, known.train)


def of_fold(dist: Predictive, fold: int) -> Floats:
    """What decides: probabilities at a few lines."""
    own = dist.take((walked().rows["fold"] == fold).to_numpy())
    return np.column_stack([own.p_over(line) for line in (4.5, 12, 20.5, 33)])


@pytest.mark.parametrize("name", ["normal", "negative_binomial", "residual"])
def test_no_fold_knows_its_own_outcomes_or_later_ones(name: str) -> None:
    spoilt = with_outcomes(pl.lit(99.0), pl.col("fold") >= 3)
    plain, changed = (out_of_fold(make(name, min_rows=100), p).predictive for p in (walked(), spoilt))
    for fold in (1, 2, 3):
        assert np.array_equal(of_fold(plain, fold), of_fold(changed, fold))
    assert not np.array_equal(of_fold(plain, 4), of_fold(changed, 4))


def test_an_embargo_holds_for_the_distribution_too() -> None:
    late = (pl.col("fold") == 3) & (pl.col("date") >= START + dt.timedelta(days=18))
    spoilt = with_outcomes(pl.lit(99.0), late)
    plain, changed = (out_of_fold(make("residual", min_rows=100), p).predictive for p in (walked(), spoilt))
    assert np.array_equal(of_fold(plain, 4), of_fold(changed, 4))


def test_a_fold_has_what_the_folds_before_it_teach() -> None:
    rows, fold = walked().rows, pl.col("fold")
    fitted = make("negative_binomial", min_rows=100).fit(rows.filter(fold < 3))
    expected = fitted.predict(rows.filter(fold == 3))
    found = out_of_fold(make("negative_binomial", min_rows=100), walked()).predictive
    assert np.array_equal(of_fold(found, 3)[:, 2], expected.p_over(20.5))


def test_the_first_fold_has_the_fallback() -> None:
    dist = out_of_fold(make("residual", prior_dispersion=10), walked()).predictive
    first = (walked().rows["fold"] == 1).to_numpy()
    mean = walked().rows["prediction"].to_numpy()[first]
    assert dist.take(first).variance() == pytest.approx(mean + mean**2 / 10, rel=0.02)


def test_the_last_fit_is_what_the_last_fold_has() -> None:
    found = out_of_fold(make("negative_binomial", min_rows=100), walked())
    own = found.last.predict(walked().rows.filter(pl.col("fold") == N_FOLDS))
    assert np.array_equal(of_fold(found.predictive, N_FOLDS)[:, 2], own.p_over(20.5))


def test_there_is_one_distribution_for_each_row_in_its_order() -> None:
    dist = out_of_fold(make("poisson"), walked()).predictive
    assert dist.mean() == pytest.approx(walked().rows["prediction"].to_numpy(), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["residual", "negative_binomial", "quantile"])
def test_intervals_cover_on_later_games_what_they_say(name: str) -> None:
    known = predicted_league()
    rows = known.rows
    dist = out_of_fold(make(name), known).predictive
    scored = (rows["y"].is_not_null() & ~rows["warmup"]).to_numpy()
    y = rows["y"].fill_null(float("nan")).to_numpy()
    place = dist.pit(y, np.random.default_rng(0).random(len(y)))[scored]
    for level in (0.5, 0.8, 0.95):
        assert (np.abs(place - 0.5) <= level / 2).mean() == pytest.approx(level, abs=0.02)


def test_a_date_learns_from_all_earlier_ones_as_far_as_the_embargo_lets_it() -> None:
    rows, folds = walked().rows, walked().folds
    seen = []
    for own, past in expanding_dates(rows, folds):
        (date,) = rows.filter(own)["date"].unique()
        (fold,) = rows.filter(own)["fold"].unique()
        embargo = 3 if fold == N_FOLDS else 0
        assert past.to_list() == (rows["date"] < date - dt.timedelta(days=embargo)).to_list()
        seen.append(date)
    assert seen == sorted(rows["date"].unique())
