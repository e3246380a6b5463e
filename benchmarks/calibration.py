"""What calibration at the books' lines is worth in simulated seasons, beside raw probabilities and a coin's.

    python benchmarks/calibration.py [--seeds 50] [--first 1]

One line per seed: log loss raw and by each calibration, learnt day by day from half a season on. A
calibration fails where it is worse than both; the last line counts.
"""

from __future__ import annotations

import argparse
import math

import numpy as np
import polars as pl

from nba_props.calibration.base import Calibration
from nba_props.calibration.beta import Beta
from nba_props.calibration.isotonic import Isotonic
from nba_props.calibration.none import NoCalibration
from nba_props.calibration.platt import Platt
from nba_props.configuration.compose import load
from nba_props.pipeline.compute import design, walk
from nba_props.pipeline.forecast import forecast
from nba_props.pipeline.market_data import MarketData

WORDS = (
    "data.seasons=1",
    "model=ewma",
    "validation.first_test='2024-01-01'",
    "validation.refit_days=28",
    "validation.warmup=1",
)
KINDS: dict[str, Calibration] = {
    "raw": NoCalibration(),
    "platt": Platt(),
    "beta": Beta(),
    "isotonic": Isotonic(),
}
COIN = math.log(2)


def log_losses(seed: int) -> dict[str, float]:
    """Return the log loss of calls at the lines of test folds, by calibration."""
    experiment = load([*WORDS, f"seed={seed}"])
    data = MarketData.of(experiment, experiment.source.load(seed))
    walked = walk(experiment, design(experiment, data))
    found = {}
    for name, calibration in KINDS.items():
        rows = forecast(walked, experiment.distribution, calibration, data.lines).at_lines
        decided = rows.filter(~pl.col("warmup"), pl.col("y").is_not_null(), pl.col("y") != pl.col("line"))
        over = (decided["y"] > decided["line"]).to_numpy()
        p = (decided["p_over"] / (1 - decided["p_push"])).to_numpy().clip(1e-12, 1 - 1e-12)
        found[name] = float(-np.mean(np.where(over, np.log(p), np.log1p(-p))))
    return found


def main() -> None:
    """Walk all seeds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=1)
    asked = parser.parse_args()
    worse = dict.fromkeys([name for name in KINDS if name != "raw"], 0)
    for seed in range(asked.first, asked.first + asked.seeds):
        found = log_losses(seed)
        told = ", ".join(f"{name} {value:.4f}" for name, value in found.items())
        print(f"seed {seed}: coin {COIN:.4f}, {told}", flush=True)
        for name in worse:
            worse[name] += found[name] > max(COIN, found["raw"])
    counted = ", ".join(f"{name} {count}" for name, count in worse.items())
    print(f"worse than both, of {asked.seeds} seeds: {counted}")


if __name__ == "__main__":
    main()
