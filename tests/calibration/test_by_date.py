"""The maps that lines were calibrated by, day after day."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.apply import over_if_decided
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
    over = CalibrationByDate.from_dict(saved).over(over_if_decided(raw, push), dates)
    assert over * (1 - push) == pytest.approx(rows["p_over"].to_numpy(), abs=1e-15)
    assert (1 - over) * (1 - push) == pytest.approx(rows["p_under"].to_numpy(), abs=1e-15)


def test_without_a_date_it_has_learnt_from_everything() -> None:
    known = quotes()
    found = calibrate_lines(Platt(), known, FOLDS).by_date
    later = known.with_columns(y=pl.when(pl.col("fold") == N_FOLDS).then(0.0).otherwise("y"))
    other = calibrate_lines(Platt(), later, FOLDS).by_date
    p, on, now = np.array([0.3, 0.6]), np.full(2, STARTS[-1], "datetime64[D]"), np.full(2, NOW)
    assert np.array_equal(found.over(p, on), other.over(p, on))
    assert (found.over(p, now) > other.over(p, now)).all()


def test_a_last_fold_without_quotes_has_what_is_known_as_it_begins() -> None:
    early = quotes().filter(pl.col("fold") < N_FOLDS)
    found = calibrate_lines(Platt(), early, FOLDS)
    p, on = np.array([0.3, 0.6]), np.full(2, STARTS[-1], "datetime64[D]")
    last = calibrate_lines(Platt(), quotes(), FOLDS).by_date
    assert found.by_date.over(p, on) == pytest.approx(last.over(p, on))
    assert found.by_date.since == sorted(set(found.by_date.since))
