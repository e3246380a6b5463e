"""What a sweep costs on top of its fits, and what two workers gain: `python benchmarks/sweep.py [trials]`.

A sweep of LightGBM on the simulated league runs in a process of its own; then the same points are fitted bare
on the same folds, here. The first trial of each process pays for imports and data and is left out. The models
use one thread. Joblib's workers run the same points, so trials per minute can be compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

ROOT = Path(__file__).resolve().parent.parent
SHARED = (
    "search=lightgbm",
    "hydra/sweeper/sampler=random",
    "hydra/sweeper/pruner=none",
    "data.seasons=2",
    "validation.refit_days=28",
    "model.n_estimators=150",
)
JOBLIB = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2")


def sweep(folder: Path, n_trials: int, *words: str) -> optuna.Study:
    """Run a sweep from nothing but a filled cache; its study."""
    command = [sys.executable, str(ROOT / "train.py"), "-m", *SHARED, f"hydra.sweeper.n_trials={n_trials}"]
    done = subprocess.run(
        [*command, *words, f"paths.outputs={folder}", f"hydra.sweep.dir={folder / 'sweep'}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    import optuna

    return optuna.load_study(study_name=None, storage=f"sqlite:///{folder / 'sweep' / 'study.db'}")


def wall_times(trials: list[FrozenTrial]) -> list[float]:
    """Seconds from the start of each trial but the first to that of the next, the last to its end."""
    moments = [each.datetime_start for each in trials] + [trials[-1].datetime_complete]
    spans = [(b - a).total_seconds() for a, b in pairwise(moments) if a is not None and b is not None]
    return spans[1:]


def bare_times(trials: list[FrozenTrial]) -> list[float]:
    """Seconds of walking through the folds at the points of all trials but the first."""
    from nba_props.configuration.compose import load
    from nba_props.features.matrix import build_matrix
    from nba_props.sweep.shelf import point_words
    from nba_props.validation.calendar import Calendar
    from nba_props.validation.walk import walk_forward

    base = load(SHARED)
    data = base.data.load(base.seed)
    matrix = build_matrix(data, base.market, base.blocks, base.availability.out(data))
    folds = base.validation.folds(Calendar.of(matrix.rows))
    found = []
    for trial in trials:
        model = load([*SHARED, *point_words(trial.params)]).model
        start = time.perf_counter()
        walk_forward(matrix, folds, model, base.features.selection, seed=base.seed, threads=1)
        found.append(time.perf_counter() - start)
    return found[1:]


def per_minute(study: optuna.Study, workers: int) -> float:
    """Trials per minute after the first ones, which pay for the workers' start."""
    trials = sorted(study.trials, key=lambda each: each.datetime_complete or each.datetime_start)  # type: ignore[arg-type,return-value]
    since, until = trials[workers - 1].datetime_complete, trials[-1].datetime_complete
    if since is None or until is None:
        raise SystemExit("a trial did not end")
    return 60 * (len(trials) - workers) / (until - since).total_seconds()


def main() -> None:
    """Print the table."""
    n_trials = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as name:
        one, two = Path(name) / "one", Path(name) / "two"
        one.mkdir()
        two.mkdir()
        alone = sweep(one, n_trials)
        wall, bare = wall_times(alone.trials), bare_times(alone.trials)
        over = [a - b for a, b in zip(wall, bare, strict=True)]
        pair = sweep(two, n_trials, *JOBLIB)
    print(f"{'trials':<42}{n_trials:>8}")
    print(f"{'bare fit of a trial, mean':<42}{mean(bare):8.2f} s")
    print(f"{'wall time of a trial, mean':<42}{mean(wall):8.2f} s")
    print(f"{'overhead of a trial, median':<42}{median(over):8.2f} s  (at most 0.4)")
    print(f"{'overhead, share of the bare fit':<42}{sum(over) / sum(bare):8.1%}    (at most 10 % at 5 s)")
    single, double = per_minute(alone, 1), per_minute(pair, 2)
    print(f"{'trials a minute, one worker':<42}{single:8.1f}")
    print(f"{'trials a minute, joblib with two':<42}{double:8.1f}    x {double / single:.2f} (at least 1.7)")


if __name__ == "__main__":
    main()
