"""What a walk of weekly refits costs beside its bare fits: at most 1.15 times as much.

    python benchmarks/refits.py [--model lightgbm|xgboost] [--rows 150000] [--features 190] [--folds 26]

Both sides run in turn, fold by fold, on the same rows, with the same parameters and number of rounds. A bare
fit is the library's own `train` on a data set that is ready for it; building it is not counted. The walk is
everything: binning, settling the number of rounds, each fold's data, fits, predictions and tables. Processor
time is compared, since wall time on a busy machine says little; wall time is shown too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from nba_props.features.matrix import Matrix
from nba_props.features.selection import FeatureSelection
from nba_props.model._boosted import Boosted
from nba_props.model.base import FittedModel, Rows, TrainingData
from nba_props.model.lightgbm import LightGBM
from nba_props.model.xgboost import XGBoost
from nba_props.validation.calendar import Calendar
from nba_props.validation.predictions import FoldResult
from nba_props.validation.walk import walk_forward
from nba_props.validation.walk_forward import WalkForward

SEED, LIMIT = 42, 1.15


@dataclass
class Clock:
    """Adds up processor and wall time between `start` and `stop`."""

    cpu: float = 0.0
    wall: float = 0.0
    _since: tuple[float, float] = field(default=(0.0, 0.0))

    def start(self) -> None:
        self._since = time.process_time(), time.perf_counter()

    def stop(self) -> None:
        self.cpu += time.process_time() - self._since[0]
        self.wall += time.perf_counter() - self._since[1]


def simulated(rows: int, features: int) -> Matrix:
    """Rows over seven seasons of 170 dates, with correlated features, some unknown, and a skewed outcome that
    takes some hundred rounds to learn, as the real one does.
    """
    rng = np.random.default_rng(SEED)
    level = rng.gamma(4, 4, rows).astype(np.float32)
    X = np.empty((rows, features), dtype=np.float32, order="F")
    for column in range(features):
        X[:, column] = level * rng.uniform(0.2, 1) + rng.normal(0, 1 + column % 7, rows)
        X[rng.random(rows) < 0.03, column] = np.nan
    bent = sum(np.sin(np.nan_to_num(X[:, c]) / 4 + c) for c in range(0, features, 4))
    y = rng.poisson(level + np.abs(bent)).astype(float)
    dates = [dt.date(2017 + s, 10, 20) + dt.timedelta(days=d) for s in range(7) for d in range(170)]
    seasons = [f"{2017 + s}-{18 + s}" for s in range(7) for _ in range(170)]
    index = np.arange(rows) * len(dates) // rows
    keys = pl.DataFrame({"season": seasons, "date": dates})[index]
    return Matrix(
        keys.with_columns(pl.Series("y", y), minutes=24.0),
        pl.DataFrame(X, schema=[f"x{i}" for i in range(features)]),
    )


def bare_fit(model: Boosted, design: TrainingData, rows: Rows, rounds: int, clock: Clock) -> None:
    """Time the library's own `train`."""
    params: dict[str, Any] = model.params(design)
    X, y = design.X[rows], design.y[rows]
    if isinstance(model, LightGBM):
        import lightgbm as lgb

        data = lgb.Dataset(X, label=y, params=params).construct()
        clock.start()
        lgb.train(params, data, num_boost_round=rounds)
    else:
        import xgboost as xgb

        matrix = xgb.QuantileDMatrix(X, label=y, max_bin=params["max_bin"], nthread=design.threads)
        clock.start()
        xgb.train(params, matrix, rounds)
    clock.stop()


def compare(model: Boosted, matrix: Matrix, scheme: WalkForward) -> float:
    """Walk, with a bare fit after each fold; the ratio of what the two cost."""
    importlib.import_module(type(model).__name__.lower())  # both sides need it
    folds = scheme.folds(Calendar.of(matrix.rows))
    design = TrainingData(matrix.values, matrix.y, matrix.features, SEED, 1)
    walk, bare = Clock(), Clock()

    def after(result: FoldResult) -> None:
        walk.stop()
        until = int(np.searchsorted(matrix.dates, np.datetime64(result.fold.train_until)))
        bare_fit(model, design, np.arange(until), rounds_of(result.fitted), bare)
        walk.start()

    walk.start()
    predictions = walk_forward(matrix, folds, model, FeatureSelection(), seed=SEED, threads=1, on_fold=after)
    walk.stop()
    print(f"{type(model).__name__}: {matrix.rows.height} rows, {len(matrix.features)} features, "
          f"{len(folds)} folds of {rounds_of(predictions.last)} rounds")  # fmt: skip
    for name, clock in (("bare fits", bare), ("walk", walk)):
        print(f"  {name:10s} {clock.cpu:7.1f} s processor  {clock.wall:7.1f} s wall")
    print(f"  ratio      {walk.cpu / bare.cpu:7.2f}   processor  {walk.wall / bare.wall:7.2f}   wall")
    return walk.cpu / bare.cpu


def rounds_of(fitted: FittedModel) -> int:
    """The number of rounds of a boosted model."""
    return int(fitted.n_estimators or 0)


def main() -> int:
    """Run the comparison; 1 where the walk costs more than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", choices=["lightgbm", "xgboost"], default="lightgbm")
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--features", type=int, default=190)
    parser.add_argument("--folds", type=int, default=26)
    arguments = parser.parse_args()
    model: Boosted = LightGBM() if arguments.model == "lightgbm" else XGBoost()
    last = dt.date(2023, 10, 20) + dt.timedelta(weeks=arguments.folds) - dt.timedelta(days=1)
    scheme = WalkForward(first_test="2023-10-20", last_test=str(last), warmup=0)
    ratio = compare(model, simulated(arguments.rows, arguments.features), scheme)
    print(f"  limit      {LIMIT:7.2f}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
