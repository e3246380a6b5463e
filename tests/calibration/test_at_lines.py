"""Calibration in time order: of quoted lines, and of whole distributions."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.apply import calibrated, over_if_decided
from nba_props.calibration.at_lines import calibrate_lines
from nba_props.calibration.beta import Beta
from nba_props.calibration.distributional import asked, calibrate_distributions, gathered
from nba_props.calibration.isotonic import Isotonic
from nba_props.calibration.metrics import calibration_error
from nba_props.calibration.none import NoCalibration
from nba_props.calibration.platt import Platt
from nba_props.distribution.counts import negative_binomial, poisson
from nba_props.errors import DataError, NBAPropsError

N_FOLDS, PER_FOLD = 4, 1200
START = dt.date(2024, 1, 1)
WEEK = dt.timedelta(days=7)
STARTS = [START + k * WEEK for k in range(N_FOLDS)]
FOLDS = pl.DataFrame({"fold": range(1, N_FOLDS + 1), "train_until": STARTS, "test_from": STARTS})
CALIBRATIONS = [Platt(), Beta(), Isotonic()]


def player_games() -> tuple[pl.DataFrame, np.ndarray]:
    """Rows in time order with an outcome that scatters more than a Poisson count, and their means."""
    n, rng = N_FOLDS * PER_FOLD, np.random.default_rng(0)
    fold, mean = np.repeat(np.arange(N_FOLDS), PER_FOLD), rng.uniform(10, 35, n)
    rows = pl.DataFrame(
        {
            "fold": fold + 1,
            "date": [START + int(k) * WEEK for k in fold],
            "game_id": [str(i) for i in range(n)],
            "player_id": 1,
            "y": rng.negative_binomial(6, 6 / (6 + mean)).astype(float),
        }
    )
    return rows, mean


def quotes(books: int = 1) -> pl.DataFrame:
    """Lines around the mean, priced by a distribution that is too narrow."""
    rows, mean = player_games()
    line = np.rint(mean * 2) / 2 + np.random.default_rng(1).integers(-3, 4, len(mean))
    dist = poisson(mean)
    priced = rows.with_columns(
        line=pl.Series(line), p_over=pl.Series(dist.p_over(line)), p_push=pl.Series(dist.p_push(line))
    )
    return pl.concat([priced] * books).sort("fold", "game_id", maintain_order=True)


def decided(frame: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """P(over) among decided bets and what came of them, of the later folds."""
    later = frame.filter((pl.col("fold") > 2) & (pl.col("y") != pl.col("line")))
    p = over_if_decided(later["p_over"].to_numpy(), later["p_push"].to_numpy())
    return p, (later["y"] > later["line"]).cast(pl.Float64).to_numpy()


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_too_sharp_probabilities_become_reliable(calibration: Platt | Beta | Isotonic) -> None:
    raw, better = quotes(), calibrate_lines(calibration, quotes(), FOLDS).quotes
    before, after = calibration_error(*decided(raw), bins=8), calibration_error(*decided(better), bins=8)
    assert before is not None
    assert after is not None
    assert before > 0.06
    assert after < 0.035


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_over_push_and_under_still_sum_to_one(calibration: Platt | Beta | Isotonic) -> None:
    out = calibrate_lines(calibration, quotes(), FOLDS).quotes
    total = out.select(pl.sum_horizontal("p_over", "p_push", "p_under")).to_series()
    assert total.to_numpy() == pytest.approx(1)
    assert out["p_push"].equals(quotes()["p_push"])
    assert out["raw_p_over"].equals(quotes()["p_over"], check_names=False)


def prior_alone(quotes: pl.DataFrame, slope: float) -> np.ndarray:
    """P(over) with nothing but the prior: log-odds among decided bets times the slope."""
    raw, push = (quotes[name].to_numpy() for name in ("raw_p_over", "p_push"))
    odds = (raw / (1 - push - raw)) ** slope
    return np.asarray(odds / (1 + odds) * (1 - push))


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_the_first_fold_has_the_prior_alone(calibration: Platt | Beta | Isotonic) -> None:
    out = calibrate_lines(calibration, quotes(), FOLDS).quotes.filter(pl.col("fold") == 1)
    assert out["p_over"].to_numpy() == pytest.approx(prior_alone(out, calibration.prior_slope))


@pytest.mark.parametrize("kind", [Platt, Beta])
def test_a_prior_is_worth_its_player_games(kind: type[Platt | Beta]) -> None:
    """One that is worth next to nothing says nothing; one that is worth a million says everything."""
    weak = calibrate_lines(kind(prior_games=1e-6), quotes(), FOLDS).quotes.filter(pl.col("fold") == 4)
    other = calibrate_lines(kind(prior_games=1e-6, prior_slope=2), quotes(), FOLDS).quotes
    assert weak["p_over"].to_numpy() == pytest.approx(other.filter(pl.col("fold") == 4)["p_over"], abs=1e-5)
    strong = calibrate_lines(kind(prior_games=1e7), quotes(), FOLDS).quotes
    assert strong["p_over"].to_numpy() == pytest.approx(prior_alone(strong, kind().prior_slope), abs=1e-3)


def test_a_curve_of_any_shape_waits_until_there_is_enough_to_draw_it() -> None:
    """Two folds hold fewer decided bets than the curve wants, three hold more."""
    scaled, curved = (calibrate_lines(each, quotes(), FOLDS).quotes for each in (Platt(), Isotonic()))
    early = pl.col("fold") <= 2
    assert curved.filter(early)["p_over"].equals(scaled.filter(early)["p_over"])
    late = ~early
    assert not curved.filter(late)["p_over"].equals(scaled.filter(late)["p_over"])


HOLDOUT = pl.DataFrame({"fold": [1], "train_until": [START], "test_from": [START]})
"""One fold with all the dates."""


def test_a_long_fold_learns_from_its_own_earlier_dates() -> None:
    raw, better = (
        quotes().with_columns(fold=1),
        calibrate_lines(Isotonic(), quotes().with_columns(fold=1), HOLDOUT),
    )
    assert better.quotes["p_over"].equals(calibrate_lines(Isotonic(), quotes(), FOLDS).quotes["p_over"])
    first = (raw["date"] == START).to_numpy()
    changed = (
        np.abs(better.quotes["p_over"].to_numpy() - prior_alone(better.quotes, Isotonic().prior_slope)) > 1e-9
    )
    assert not changed[first].any()
    assert changed[~first].mean() > 0.9


def test_a_date_does_not_know_its_own_outcomes_or_later_ones() -> None:
    rows = quotes().with_columns(fold=1)
    late = pl.col("date") >= START + 2 * WEEK
    spoilt = rows.with_columns(y=pl.when(late).then(99.0).otherwise(pl.col("y")))
    plain, other = (calibrate_lines(Platt(), each, HOLDOUT).quotes for each in (rows, spoilt))
    until = pl.col("date") <= START + 2 * WEEK
    assert plain.filter(until)["p_over"].equals(other.filter(until)["p_over"])
    assert not plain.filter(~until)["p_over"].equals(other.filter(~until)["p_over"])


def test_an_embargo_holds_between_dates_too() -> None:
    wait = HOLDOUT.with_columns(pl.col("train_until").dt.offset_by("-8d"))
    out = calibrate_lines(Platt(), quotes().with_columns(fold=1), wait).quotes
    changed = np.abs(out["p_over"].to_numpy() - prior_alone(out, Platt().prior_slope)) > 1e-9
    assert out.filter(changed)["date"].min() == START + 2 * WEEK


def test_no_calibration_changes_nothing() -> None:
    out = calibrate_lines(NoCalibration(), quotes(), FOLDS).quotes
    assert out["p_over"].to_numpy() == pytest.approx(out["raw_p_over"].to_numpy())


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_no_fold_knows_its_own_outcomes_or_later_ones(calibration: Platt | Beta | Isotonic) -> None:
    late = pl.when(pl.col("fold") >= 3).then(99.0).otherwise(pl.col("y"))
    plain = calibrate_lines(calibration, quotes(), FOLDS).quotes
    spoilt = calibrate_lines(calibration, quotes().with_columns(y=late), FOLDS).quotes
    early = pl.col("fold") <= 3
    assert plain.filter(early)["p_over"].equals(spoilt.filter(early)["p_over"])
    assert not plain.filter(~early)["p_over"].equals(spoilt.filter(~early)["p_over"])


def test_a_player_game_weighs_the_same_with_one_book_and_with_five() -> None:
    one, five = (
        calibrate_lines(Platt(), quotes(books), FOLDS).quotes.unique("game_id").sort("game_id")
        for books in (1, 5)
    )
    assert five["p_over"].to_numpy() == pytest.approx(one["p_over"].to_numpy(), abs=1e-6)


def test_pushes_and_unknown_outcomes_teach_nothing() -> None:
    """Whole lines of a fold are pushed, others unknown: nothing is left to learn from but the prior."""
    gone = pl.when(pl.col("line") % 1 == 0).then(pl.col("line")).otherwise(None)
    out = calibrate_lines(Platt(), quotes().with_columns(y=gone), FOLDS).quotes
    assert out["p_over"].to_numpy() == pytest.approx(prior_alone(out, Platt().prior_slope))


def test_a_certain_push_stays_without_a_chance() -> None:
    frame = quotes().with_columns(p_over=pl.lit(0.0), p_push=pl.lit(1.0))[:1]
    assert calibrate_lines(Platt(), frame, FOLDS).quotes["p_over"].to_list() == [None]


def test_the_maps_of_the_dates_are_what_the_quotes_have() -> None:
    found = calibrate_lines(Platt(), quotes(), FOLDS)
    raw = over_if_decided(*(found.quotes[name].to_numpy() for name in ("raw_p_over", "p_push")))
    now = over_if_decided(*(found.quotes[name].to_numpy() for name in ("p_over", "p_push")))
    assert now == pytest.approx(found.by_date.over(raw, found.quotes["date"].to_numpy()), nan_ok=True)


def test_the_maps_after_a_date_say_the_same_from_then_on() -> None:
    found = calibrate_lines(Platt(), quotes(), FOLDS)
    date = found.quotes["date"].sort()[found.quotes.height // 2]
    later = found.quotes.filter(pl.col("date") >= date)
    p, dates = later["raw_p_over"].to_numpy(), later["date"].to_numpy()
    kept = found.by_date.after(date)
    assert 0 < len(kept.maps) < len(found.by_date.maps)
    assert kept.over(p, dates) == pytest.approx(found.by_date.over(p, dates))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="calibration needs p_push"):
        calibrate_lines(Platt(), quotes().drop("p_push"), FOLDS)


# Whole distributions


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_too_narrow_distributions_are_widened(calibration: Platt | Beta | Isotonic) -> None:
    rows, mean = player_games()
    raw, y = poisson(mean), rows["y"].to_numpy()
    better = calibrate_distributions(calibration, raw, rows, FOLDS).predictive
    later, u = (rows["fold"] > 1).to_numpy(), np.random.default_rng(2).random(len(y))
    covered = [(np.abs(each.pit(y, u)[later] - 0.5) < 0.4).mean() for each in (raw, better)]
    assert covered[0] < 0.62
    assert covered[1] == pytest.approx(0.8, abs=0.05)
    assert better.crps(y)[later].mean() < raw.crps(y)[later].mean()


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_right_distributions_stay_nearly_as_they_are(calibration: Platt | Beta | Isotonic) -> None:
    rows, mean = player_games()
    raw = negative_binomial(mean, mean + mean**2 / 6)
    better = calibrate_distributions(calibration, raw, rows, FOLDS).predictive
    assert np.abs(better.cdf - raw.cdf)[(rows["fold"] == N_FOLDS).to_numpy()].mean() < 0.02


@pytest.mark.parametrize("calibration", CALIBRATIONS)
def test_no_distribution_knows_its_own_outcome_or_later_ones(calibration: Platt | Beta | Isotonic) -> None:
    rows, mean = player_games()
    spoilt = rows.with_columns(y=pl.when(pl.col("fold") >= 3).then(99.0).otherwise(pl.col("y")))
    early = (rows["fold"] <= 3).to_numpy()
    one, two = (
        calibrate_distributions(calibration, poisson(mean), each, FOLDS).predictive.cdf
        for each in (rows, spoilt)
    )
    assert np.array_equal(one[early], two[early])
    assert not np.array_equal(one[~early], two[~early])


def test_the_last_map_makes_the_last_folds_distributions() -> None:
    rows, mean = player_games()
    found, last = calibrate_distributions(Beta(), poisson(mean), rows, FOLDS), rows["fold"] == N_FOLDS
    own = calibrated(found.last, poisson(mean).take(last.to_numpy()))
    assert np.array_equal(own.cdf, found.predictive.take(last.to_numpy()).cdf)


def test_a_distribution_weighs_one_however_many_lines_it_is_asked_for() -> None:
    rows, mean = player_games()
    weight = gathered(*asked(poisson(mean), rows["y"].to_numpy()))[2]
    assert weight.sum() == pytest.approx(len(mean))


def test_what_has_no_outcome_teaches_a_distribution_nothing() -> None:
    rows, mean = player_games()
    gone = rows.with_columns(y=pl.when(pl.col("game_id").cast(pl.Int64) % 2 == 0).then("y"))
    half = (rows["game_id"].cast(pl.Int64) % 2 == 0).to_numpy()
    some = calibrate_distributions(Platt(), poisson(mean), gone, FOLDS).predictive.cdf[half]
    assert np.array_equal(
        some, calibrate_distributions(Platt(), poisson(mean[half]), rows.filter(half), FOLDS).predictive.cdf
    )


def test_one_map_for_all_lines_keeps_a_distribution_a_distribution() -> None:
    rows, mean = player_games()
    fitted = Beta().fit(*gathered(*asked(poisson(mean), rows["y"].to_numpy())))
    wider = calibrated(fitted, poisson(np.array([12.0])))
    assert wider.pmf().sum() == pytest.approx(1)
    assert wider.variance()[0] > 1.5 * 12


def test_distributions_must_be_one_a_row() -> None:
    rows, mean = player_games()
    with pytest.raises(NBAPropsError, match="distributions for"):
        calibrate_distributions(Platt(), poisson(mean[:5]), rows, FOLDS)
