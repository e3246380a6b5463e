"""The maps that lines were calibrated by, day after day."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.at_lines import calibrate_lines
from nba_props.calibration.beta import Beta
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.calibration.isotonic import Isotonic
from nba_props.calibration.none import NoCalibration
from nba_props.calibration.platt import Platt
from tests.calibration.test_at_lines import FOLDS, HOLDOUT, N_FOLDS, STARTS, quotes

NOW = np.datetime64("NaT", "D")


@pytest.mark.parametrize("calibration", [Platt(), Beta(), Isotonic(), NoCalibration()])
def test_the_maps_of_the_last_fold_give_its_probabilities_again(
    calibration: Platt | Beta | Isotonic | NoCalibration,
) -> None:
    found = calibrate_lines(calibration, quotes().with_columns(fold=1), HOLDOUT)
    saved = json.loads(json.dumps(found.by_date.to_dict()))
    rows = found.quotes
    dates = rows["date"].to_numpy().astype("datetime64[D]")
    raw, push = rows["raw_p_over"].to_numpy(), rows["p_push"].to_numpy()
    over, under = CalibrationByDate.from_dict(saved).at_lines(raw, push, dates)
    assert over == pytest.approx(rows["p_over"].to_numpy(), abs=1e-15)
    assert under == pytest.approx(rows["p_under"].to_numpy(), abs=1e-15)


def test_without_a_date_it_has_learnt_from_everything() -> None:
    known = quotes()
    found = calibrate_lines(Platt(), known, FOLDS).by_date
    later = known.with_columns(y=pl.when(pl.col("fold") == N_FOLDS).then(0.0).otherwise("y"))
    other = calibrate_lines(Platt(), later, FOLDS).by_date
    p, push = np.array([0.3, 0.6]), np.zeros(2)
    on = np.full(2, STARTS[-1], "datetime64[D]")
    assert np.array_equal(found.at_lines(p, push, on)[0], other.at_lines(p, push, on)[0])
    now = np.full(2, NOW)
    assert (found.at_lines(p, push, now)[0] > other.at_lines(p, push, now)[0]).all()


def test_a_last_fold_without_quotes_has_what_is_known_as_it_begins() -> None:
    early = quotes().filter(pl.col("fold") < N_FOLDS)
    found = calibrate_lines(Platt(), early, FOLDS)
    p = np.array([0.3, 0.6])
    over, _ = found.by_date.at_lines(p, np.zeros(2), np.full(2, STARTS[-1], "datetime64[D]"))
    last = calibrate_lines(Platt(), quotes(), FOLDS).by_date
    assert over == pytest.approx(last.over(p, np.full(2, STARTS[-1], "datetime64[D]")))
    assert found.by_date.since == sorted(set(found.by_date.since))
