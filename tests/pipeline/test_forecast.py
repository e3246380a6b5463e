"""From point predictions to probabilities, in time order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.apply import reprice_at_line
from nba_props.calibration.platt import Platt
from nba_props.core.component import declare_family, registered
from nba_props.core.keys import PLAYER_GAME
from nba_props.distribution.negative_binomial import NegativeBinomial
from nba_props.evaluation.scope import RunScope
from nba_props.pipeline.forecast import (
    LINE,
    SHOWN,
    Forecast,
    PointForecast,
    forecast,
    forecast_within,
)
from nba_props.pipeline.line_prices import ANCHOR
from nba_props.validation.predictions import Predictions
from tests.simulated import quick

pytestmark = pytest.mark.slow

declare_family("nba_props.calibration")
CALIBRATIONS = sorted(registered("calibration"))
PROBABILITIES = ("p_over", "p_push", "p_under", "raw_p_over")
SLOW = ("beta",)
"""It takes thrice as long as Platt scaling, and is as much of a logistic regression."""
every = pytest.mark.parametrize(
    "calibration",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in CALIBRATIONS],
)


@cache
def made(calibration: str = "isotonic", quoted: bool = True) -> Forecast:
    return again(walk(), calibration, quoted)


def again(predictions: Predictions, calibration: str = "isotonic", quoted: bool = True) -> Forecast:
    known = lines() if quoted else lines().head(0)
    return forecast(predictions, NegativeBinomial(), registered("calibration")[calibration](), known)


def walk() -> Predictions:
    return quick().predicted


@cache
def lines() -> pl.DataFrame:
    return quick().lines


def around(steps: tuple[float, ...] = (-2.0, 0.0, 0.5, 3.0)) -> pl.DataFrame:
    """Lines next to the agreed one, which they are anchored at."""
    near = [
        lines().select(*PLAYER_GAME, (pl.col("line") + step).alias("line"), line_of_books="line")
        for step in steps
    ]
    return pl.concat(near).rename({"line_of_books": ANCHOR}).sort(LINE)


def with_other_outcomes(since: dt.date) -> Predictions:
    """The walk as if everybody had scored twice as much from a date on."""
    known = walk()
    y = pl.when(pl.col("date") >= since).then(2 * pl.col("y")).otherwise(pl.col("y"))
    return replace(known, rows=known.rows.with_columns(y=y))


def priced_until(forecasted: Forecast, until: dt.date) -> pl.DataFrame:
    """Prices around the agreed lines of all player-games up to a date."""
    rows = forecasted.predictions.rows.filter(pl.col("date") <= until)
    return forecasted.price(around().join(rows, on=PLAYER_GAME, how="semi"))


@every
def test_later_outcomes_change_no_earlier_probability(calibration: str) -> None:
    """Neither those of a fold's distribution, nor those of a day's calibration; but later ones they do."""
    since = walk().folds["test_from"][-2] + dt.timedelta(days=9)
    one, two = made(calibration), again(with_other_outcomes(since), calibration)
    until = pl.col("date") <= since
    told = [*LINE, *PROBABILITIES]
    assert one.at_lines.filter(until).height > 3000
    assert one.at_lines.filter(until).select(told).equals(two.at_lines.filter(until).select(told))
    assert priced_until(one, since).equals(priced_until(two, since))
    seen = ["prediction", *SHOWN]
    rows = (each.predictions.rows.filter(until).select(seen) for each in (one, two))
    assert next(rows).equals(next(rows))
    later = pl.col("date") >= walk().folds["test_from"][-1]
    assert not one.at_lines.filter(later)["p_over"].equals(two.at_lines.filter(later)["p_over"])


@pytest.mark.parametrize("calibration", ["platt", "isotonic", "beta"])
def test_a_calibration_learns_day_by_day(calibration: str) -> None:
    """The outcomes of one day enter the probabilities of the next, of the same fold too."""
    since = walk().folds["test_from"][-1] + dt.timedelta(days=3)
    one, two = made(calibration), again(with_other_outcomes(since), calibration)
    same_fold = pl.col("date") > since
    assert one.at_lines.filter(same_fold)["raw_p_over"].equals(two.at_lines.filter(same_fold)["raw_p_over"])
    assert not one.at_lines.filter(same_fold)["p_over"].equals(two.at_lines.filter(same_fold)["p_over"])


def test_without_lines_later_outcomes_change_no_earlier_quantile() -> None:
    since = walk().folds["test_from"][-1]
    rows = [made(quoted=False).predictions.rows]
    rows.append(again(with_other_outcomes(since), quoted=False).predictions.rows)
    # The last fold's own outcomes come too late for it as well.
    assert rows[0].select(*SHOWN).equals(rows[1].select(*SHOWN))
    earlier = with_other_outcomes(walk().folds["test_from"][-2])
    changed = again(earlier, quoted=False).predictions.rows
    assert not rows[0].select(*SHOWN).equals(changed.select(*SHOWN))


def test_each_player_game_has_one_agreed_line() -> None:
    at_lines = made().at_lines
    assert not at_lines.select(PLAYER_GAME).is_duplicated().any()
    quoted = lines().join(walk().rows, on=PLAYER_GAME, how="semi")
    assert at_lines.select(LINE).sort(LINE).equals(quoted.select(LINE).sort(LINE))
    assert at_lines["date"].is_sorted()


@every
def test_the_three_probabilities_sum_to_one(calibration: str) -> None:
    both = pl.concat([made(calibration).price(around()), made(calibration).at_lines], how="diagonal")
    rows = both.filter(pl.col("raw_p_over").is_not_null())
    assert rows.height > 20_000
    assert rows.select(PROBABILITIES).null_count().sum_horizontal().item() == 0
    assert rows.select(pl.col(PROBABILITIES).is_between(0, 1).all()).row(0) == (True,) * 4
    total = rows["p_over"] + rows["p_push"] + rows["p_under"]
    np.testing.assert_allclose(total.to_numpy(), 1, rtol=0, atol=1e-9)


def test_half_lines_have_no_push_and_whole_ones_do() -> None:
    rows = made().price(around()).drop_nulls("p_over")
    on_a_number = pl.col("line") == pl.col("line").floor()
    assert (rows.filter(~on_a_number)["p_push"] == 0).all()
    assert (rows.filter(on_a_number)["p_push"] > 0).all()


@every
def test_a_higher_line_is_never_likelier_to_be_beaten(calibration: str) -> None:
    rows = made(calibration).price(around((-6, -2, 0, 1, 5))).drop_nulls("p_over").sort(LINE)
    same = rows.select(PLAYER_GAME).to_numpy()
    pairs = (same[1:] == same[:-1]).all(axis=1)
    steps = np.diff(rows["p_over"].to_numpy())[pairs]
    assert (steps < 0).mean() > 0.99
    assert (steps <= 1e-12).all()


def test_the_raw_probability_is_the_distribution_s_own() -> None:
    plain, bent = made("none").price(around()), made().price(around())
    np.testing.assert_allclose(
        plain["p_over"].drop_nulls().to_numpy(), bent["raw_p_over"].drop_nulls().to_numpy(), atol=1e-12
    )
    assert not bent["p_over"].equals(bent["raw_p_over"], check_names=False)


def test_the_agreed_line_has_the_calibrated_probability_and_others_move_with_it() -> None:
    forecasted = made()
    there = forecasted.at_lines
    asked = there.select(*PLAYER_GAME, pl.col("line").alias(ANCHOR), pl.col("line") + 2)
    moved, own = forecasted.price(asked), forecasted.price(there.select(LINE))
    np.testing.assert_allclose(own["p_over"].to_numpy(), there["p_over"].to_numpy(), atol=1e-12)
    expected = reprice_at_line(
        *(frame.to_numpy() for frame in (there["p_over"], there["raw_p_over"], moved["raw_p_over"]))
    )
    np.testing.assert_allclose(moved["p_over"].to_numpy(), expected, atol=1e-12)


def test_a_line_without_an_anchor_is_its_own() -> None:
    asked = made().at_lines.select(LINE)
    without = made().price(asked.with_columns(pl.lit(None, pl.Float64).alias(ANCHOR)))
    assert without["p_over"].equals(made().price(asked)["p_over"])


def test_lines_are_calibrated_where_there_are_some_and_whole_distributions_where_there_are_none() -> None:
    with_lines, raw = made(), made("none")
    assert with_lines.lines is not None
    assert with_lines.whole is None
    told = with_lines.predictions.rows.select(*SHOWN)
    assert told.equals(raw.predictions.rows.select(*SHOWN))  # the distribution itself is left as it was

    without = made(quoted=False)
    assert without.lines is None
    assert without.whole is not None
    assert without.at_lines.is_empty()
    assert not without.predictions.rows.select(*SHOWN).equals(told)
    priced = without.price(around()).drop_nulls("p_over")
    np.testing.assert_allclose(priced["p_over"].to_numpy(), priced["raw_p_over"].to_numpy(), atol=1e-12)


def test_lines_of_player_games_that_nobody_predicted_are_as_good_as_none() -> None:
    elsewhere = lines().with_columns(game_id=pl.lit("elsewhere") + pl.col("game_id"))
    found = forecast(walk(), NegativeBinomial(), registered("calibration")["isotonic"](), elsewhere)
    assert found.whole is not None


def test_what_was_not_predicted_has_no_price() -> None:
    known = made().at_lines.head(3).select(LINE)
    stranger = known.with_columns(player_id=pl.lit(-1, pl.Int64))
    no_line = known.with_columns(line=pl.lit(None, pl.Float64))
    asked = pl.concat([known, stranger, no_line, known]).with_row_index("number")
    priced = made().price(asked)
    assert priced.select(asked.columns).equals(asked)
    for name in PROBABILITIES:
        assert priced[name].is_null().to_list() == [False] * 3 + [True] * 6 + [False] * 3
    assert priced["p_over"].head(3).equals(priced["p_over"].tail(3))


def test_predictions_say_what_their_distributions_do() -> None:
    forecasted = made()
    rows = forecasted.predictions.rows
    assert rows.height == walk().rows.height == len(forecasted.predictive)
    for lower, upper in (("q05", "q25"), ("q25", "median"), ("median", "q75"), ("q75", "q95")):
        assert (rows[lower] <= rows[upper]).all()
    half = forecasted.predictive.p_over(rows["median"].to_numpy())
    assert (half <= 0.5).all()
    scored = rows.filter(pl.col("y").is_not_null())
    assert scored["crps"].null_count() == 0
    share = (scored["y"] <= scored["q95"]).mean()
    assert share == pytest.approx(0.95, abs=0.02)


def test_a_trial_hears_what_the_full_run_would_say() -> None:
    full = made().predictions

    def within(scope: RunScope) -> PointForecast:
        return forecast_within(scope, walk(), NegativeBinomial(), Platt(), lines())

    scored = within(RunScope.SCORES).predictions
    assert scored.rows.equals(full.rows)
    assert scored.folds.equals(full.folds)
    medians = within(RunScope.ERRORS).predictions
    assert medians.rows.columns == [*walk().rows.columns, "median"]
    assert medians.scored.equals(full.scored.select(medians.rows.columns))
    test_folds = ~pl.col("warmup")
    assert medians.folds.filter(test_folds).equals(full.folds.filter(test_folds))
    assert 0 < medians.rows["median"].null_count() == medians.rows["warmup"].sum() < medians.rows.height


def test_the_mae_of_a_fold_is_that_of_its_median() -> None:
    forecasted = made().predictions
    errors = forecasted.rows.select("fold", (pl.col("median") - pl.col("y")).abs().alias("error"))
    by_fold = dict(errors.group_by("fold").agg(pl.col("error").mean()).iter_rows())
    assert forecasted.folds.columns == walk().folds.columns
    for fold, mae in forecasted.folds.select("fold", "mae").iter_rows():
        assert mae == pytest.approx(by_fold[fold])
    assert forecasted.folds.drop("mae").equals(walk().folds.drop("mae"))


def test_a_row_without_an_outcome_has_a_distribution_and_no_score() -> None:
    known = walk()
    tonight = pl.col("date") == pl.col("date").max()
    rows = known.rows.with_columns(y=pl.when(~tonight).then(pl.col("y")))
    forecasted = again(replace(known, rows=rows))
    last = forecasted.predictions.rows.filter(tonight)
    assert last["crps"].null_count() == last.height > 50
    assert last["median"].null_count() == 0
    assert forecasted.at_lines.filter(tonight)["p_over"].null_count() == 0
