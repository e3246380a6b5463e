"""The variance regression finds the spread that was planted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.distribution._variance import VarianceModel
from nba_props.distribution.negative_binomial import NegativeBinomial
from nba_props.errors import ConfigError, DataError

N = 20_000


def past(seed: int = 0) -> tuple[pl.DataFrame, np.ndarray]:
    """Rows whose residuals have a known standard deviation."""
    rng = np.random.default_rng(seed)
    mean, past_std = rng.uniform(5, 40, N), rng.uniform(1, 12, N)
    sd = 0.8 * mean**0.4 * (1 + past_std) ** 0.5
    frame = pl.DataFrame({"prediction": mean, "y": rng.normal(mean, sd), "past_std": past_std})
    return frame, np.asarray(sd)


def test_the_planted_spread_is_found() -> None:
    rows, sd = past()
    found = np.sqrt(VarianceModel.fit(rows, ["past_std"], 0).variance(rows))
    assert np.abs(found / sd - 1).mean() < 0.02


def test_it_is_right_on_average_where_outcomes_have_heavy_tails() -> None:
    rows, sd = past()
    noise = np.random.default_rng(1).standard_t(5, N) * np.sqrt(3 / 5)
    rows = rows.with_columns(y=pl.col("prediction") + pl.Series(sd * noise))
    standardised = (rows["y"] - rows["prediction"]).to_numpy() / np.sqrt(
        VarianceModel.fit(rows, ["past_std"], 0).variance(rows)
    )
    assert (standardised**2).mean() == pytest.approx(1, abs=1e-6)


def test_an_unheard_of_value_makes_no_unheard_of_spread() -> None:
    rows, _ = past()
    spread = VarianceModel.fit(rows, ["past_std"], 50)
    odd = rows[:2].with_columns(past_std=pl.Series([1e12, -5.0]), prediction=pl.Series([4000.0, -80.0]))
    known = spread.variance(rows)
    assert (spread.variance(odd) <= known.max() * (1 + 1e-9)).all()
    assert (spread.variance(odd) >= known.min() * (1 - 1e-9)).all()


def test_an_unknown_value_is_taken_for_an_average_one() -> None:
    rows, _ = past()
    spread = VarianceModel.fit(rows, ["past_std"], 50)
    typical = float(np.expm1(np.log1p(rows["past_std"].to_numpy()).mean()))
    one = rows[:1].with_columns(past_std=pl.lit(None, pl.Float64))
    assert spread.variance(one) == pytest.approx(spread.variance(one.with_columns(past_std=pl.lit(typical))))


def test_rows_that_are_all_the_same_have_the_variance_they_had() -> None:
    rows = pl.DataFrame({"prediction": [10.0] * 100, "y": [8.0, 12.0] * 50, "past_std": [3.0] * 100})
    assert VarianceModel.fit(rows, ["past_std"], 50).variance(rows) == pytest.approx(4)


def test_predictions_without_any_error_have_hardly_any_spread() -> None:
    rows = pl.DataFrame({"prediction": np.arange(1.0, 101), "y": np.arange(1.0, 101)})
    assert (VarianceModel.fit(rows, [], 50).variance(rows) < 0.01).all()


def test_a_missing_column_is_named_with_what_is_near() -> None:
    with pytest.raises(DataError, match=r"needs past_minutes_std; did you mean .*past_std"):
        VarianceModel.fit(past()[0], ["past_minutes_std"], 50)


def test_settings_out_of_range_are_refused_together() -> None:
    with pytest.raises(ConfigError) as error:
        NegativeBinomial(min_rows=1, ridge=-1, prior_dispersion=0, spread_by=["past_std", "past_std"])
    assert len(error.value.problems) == 4


@pytest.mark.parametrize("name", ["y", "minutes", "fold", "warmup", "season", "player_id", "prediction"])
def test_a_spread_follows_only_amounts_known_before_the_game(name: str) -> None:
    with pytest.raises(ConfigError, match=r"spread_by=\['past_std', .*each one of naive, opponent_allowed"):
        NegativeBinomial(spread_by=["past_std", name])


def test_a_spread_may_follow_nothing_but_the_level() -> None:
    assert NegativeBinomial(spread_by=[]).spread_by == []
