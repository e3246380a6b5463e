"""How often what was given a probability came true, with intervals over dates."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.calibration.reliability import equal_bins, reliability
from nba_props.evaluation.bootstrap import DateBootstrap, Interval

BINS = 10
"""Bins of equal numbers of player-games."""
RESAMPLES = 2_000


def reliability_by_date(rows: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return `reliability` in `BINS`, its intervals from a bootstrap over dates.

    Args:
        rows: player-games as `decided` returns them.
        seed: of the bootstrap.

    Returns:
        As `reliability`; `low` and `high` are null where the dates of a bin are too few for an interval, or
        all or none of it came true: no spread was seen, which is not to be sure.
    """
    p, over = rows["p_over"].to_numpy(), rows["over"].cast(pl.Float64).to_numpy()
    dates, number = rows["date"].to_numpy(), equal_bins(p, np.ones(len(p)), BINS)
    bootstrap = DateBootstrap.of(dates, seed, RESAMPLES)
    ends = [bootstrap.mean(dates[number == each], over[number == each]) for each in np.unique(number)]
    seen = [_seen(found) for found in ends]
    bounds = pl.DataFrame(seen, {"low": pl.Float64, "high": pl.Float64}, orient="row")
    return reliability(p, over, bins=BINS).with_columns(bounds)


def _seen(interval: Interval | None) -> tuple[float | None, float | None]:
    if interval is None or interval[0] == interval[1]:
        return None, None
    return interval[0], min(interval[1], 1.0)  # on few dates an end may be moved beyond
