"""What an ensemble costs beside its members' own walks: at most 1.05 times as much.

    python benchmarks/ensemble.py [--rows 60000] [--features 100] [--folds 8] [--rounds 2]

Both sides walk the same folds of the same rows, in turn: each member by itself, then the ensemble of them. A
walk is everything: binning, settling the number of rounds, fits, predictions and, for the ensemble, the
weights. Processor time is compared, since wall time on a busy machine says little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.refits import SEED, Clock, simulated

from nba_props.features.matrix import Matrix
from nba_props.features.selection import FeatureSelection
from nba_props.model.base import Model
from nba_props.model.ensemble import Ensemble
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.model.xgboost import XGBoost
from nba_props.validation.base import Fold
from nba_props.validation.calendar import Calendar
from nba_props.validation.walk import walk_forward
from nba_props.validation.walk_forward import WalkForward

LIMIT = 1.05
MEMBERS: dict[str, Model] = {"ridge": Ridge(), "lightgbm": LightGBM(), "xgboost": XGBoost()}


def walk(model: Model, matrix: Matrix, folds: list[Fold], clock: Clock) -> dict[str, float]:
    """Time a walk; what the last fold's fit says of itself."""
    clock.start()
    predictions = walk_forward(matrix, folds, model, FeatureSelection(), seed=SEED, threads=1)
    clock.stop()
    return predictions.last.figures()


def main() -> int:
    """Run the comparison; 1 where the ensemble costs more than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--features", type=int, default=100)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    for library in ("sklearn.pipeline", "lightgbm", "xgboost", "scipy.optimize"):
        importlib.import_module(library)  # both sides need them, and who comes first would pay
    matrix = simulated(arguments.rows, arguments.features)
    last = dt.date(2023, 10, 20) + dt.timedelta(weeks=arguments.folds) - dt.timedelta(days=1)
    folds = WalkForward(first_test="2023-10-20", last_test=str(last), warmup=0).folds(
        Calendar.of(matrix.rows)
    )
    clocks = {name: Clock() for name in (*MEMBERS, "ensemble")}
    for _ in range(arguments.rounds):
        for name, member in MEMBERS.items():
            walk(member, matrix, folds, clocks[name])
        weights = walk(Ensemble(MEMBERS), matrix, folds, clocks["ensemble"])
    for name, clock in clocks.items():
        print(f"  {name:10s} {clock.cpu:7.1f} s processor  {clock.wall:7.1f} s wall")
    ratio = clocks["ensemble"].cpu / sum(clocks[name].cpu for name in MEMBERS)
    print(f"  ratio      {ratio:7.3f}   limit {LIMIT}")
    print("  " + ", ".join(f"{name} {weight:.2f}" for name, weight in weights.items()))
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
