"""Calibrated probabilities against the true ones of the simulated league."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.base import Calibration
from nba_props.calibration.distributional import calibrate_distributions
from nba_props.calibration.isotonic import Isotonic
from nba_props.calibration.platt import Platt
from nba_props.core.arrays import Floats
from nba_props.distribution.expanding import out_of_fold
from tests.distribution.league import demo, predicted_league
from tests.distribution.samples import make
from tests.sizes import DEEP


@pytest.mark.slow
@pytest.mark.parametrize("calibration", [Platt(), pytest.param(Isotonic(), marks=DEEP)])
def test_calibrated_probabilities_are_the_mean_of_the_true_ones(calibration: Calibration) -> None:
    """A Poisson count is too narrow for points, rebounds and assists; lines lie around the naive mean."""
    known, truth = predicted_league(), demo().truth
    assert truth is not None
    rows = known.rows
    raw = out_of_fold(make("poisson"), known).predictive
    better = calibrate_distributions(calibration, raw, rows, known.folds).predictive
    asked = np.flatnonzero(
        (~pl.Series(rows["warmup"]) & (rows["naive"] > 12)).fill_null(value=False).to_numpy()
    )
    line = np.floor(rows["naive"].to_numpy()[asked]) + 0.5
    true = truth.p_over(["points", "rebounds", "assists"], truth.rows_of(rows[asked]), line)
    off = [_off(each.p_over(line, asked), true) for each in (raw, better)]
    assert off[0] > 0.05
    assert off[1] < 0.025


def _off(p: Floats, true: Floats) -> float:
    """The mean distance of probabilities from the mean of the true ones, over 15 bins of equal size."""
    frame = pl.DataFrame({"p": p, "true": true}).sort("p").with_row_index("bin")
    means = frame.group_by(pl.col("bin") * 15 // len(p)).agg(pl.col("p", "true").mean())
    return float(np.mean(np.abs(means["p"].to_numpy() - means["true"].to_numpy())))
