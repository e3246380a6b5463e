"""What a sweep costs on top of its fits, and what two workers gain: `python benchmarks/sweep.py [trials]`.

A sweep of LightGBM on the simulated league runs in a process of its own. After each trial the same point is
fitted bare on the same folds in that process, so that whatever else the machine does hits both: once as
anyone would, the features binned for that fit, and once on the bins that the sweep keeps, so that what
trials gain by keeping them does not hide what else they cost. The time between the end of these fits and
the end of the next trial is what that trial took, everything between trials included. The first trial pays
for imports and data and is left out. Processor seconds are given beside those of the clock: models use one
thread, and on a busy machine only the former can be compared.

Then one worker and two of joblib run a sweep each of trials that all take about the same time, and trials per
minute are compared; that needs a machine with two idle cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from hydra.experimental.callback import Callback

if TYPE_CHECKING:
    import optuna
    from hydra.core.utils import JobReturn
    from omegaconf import DictConfig

ROOT = Path(__file__).resolve().parent.parent
SHARED = (
    "search=lightgbm",
    "hydra/sweeper/sampler=random",
    "hydra/sweeper/pruner=none",
    "data.seasons=2",
    "validation.refit_days=28",
    "model.n_estimators=100",
)
NARROW = (
    "model.learning_rate=interval(0.05,0.06)",
    "model.num_leaves=31",
    "model.min_child_samples=100",
    "model.colsample_bytree=0.5",
    "model.subsample=1",
    "model.reg_lambda=1",
)
"""Points that all take the same time."""
JOBLIB = ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2")
NOTES = "BENCHMARK_NOTES"
Clocks = tuple[float, float]
Walk = Callable[[list[str]], Clocks]


def clocks() -> Clocks:
    """Seconds by the clock, and of this process's processors."""
    return time.perf_counter(), time.process_time()


def since(start: Clocks) -> Clocks:
    """How much later it is now."""
    wall, processor = clocks()
    return wall - start[0], processor - start[1]


class BareFits(Callback):
    """A Hydra callback that notes what each trial of a sweep took and what its bare fit takes."""

    def __init__(self) -> None:
        self._start: Clocks | None = None

    def on_job_end(self, config: DictConfig, job_return: JobReturn, **_: object) -> None:  # noqa: ARG002
        """Note both, as a line of JSON."""
        took = None if self._start is None else since(self._start)
        words = [word for word in config.hydra.overrides.task if word.startswith("model.")]
        bare, kept = (walk(keep)(words) for keep in (False, True))
        if took is not None and "number" in str(config.hydra.job.env_set):
            with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
                notes.write(json.dumps({"trial": took, "bare": bare, "kept": kept}) + "\n")
        self._start = clocks()


@cache
def walk(keep: bool) -> Walk:
    """Walks through the folds of the benchmark with the model that words describe: fits and predictions.

    Args:
        keep: whether fits use the bins that trials keep, or bin the features for themselves.
    """
    from nba_props.configuration.compose import load
    from nba_props.features.matrix import build_matrix
    from nba_props.pipeline.workspace import design_key
    from nba_props.validation.calendar import Calendar
    from nba_props.validation.walk import walk_forward

    base = load(SHARED)
    data = base.source.load(base.seed)
    built = build_matrix(data, base.market, base.blocks, base.availability.out(data))
    matrix = replace(built, key=design_key(base, base.source.fingerprint(base.seed)) if keep else "")
    folds = base.validation.folds(Calendar.of(matrix.rows))

    def run(words: list[str]) -> Clocks:
        model = load([*SHARED, *words]).model
        start = clocks()
        walk_forward(matrix, folds, model, base.features.selection, seed=base.seed, threads=1)
        return since(start)

    return run


def sweep(folder: Path, n_trials: int, *words: str) -> optuna.Study:
    """Run a sweep in a process of its own; its study."""
    folder.mkdir()
    command = [sys.executable, str(ROOT / "train.py"), "-m", *SHARED, f"hydra.sweeper.n_trials={n_trials}"]
    done = subprocess.run(
        [*command, *words, f"paths.outputs={folder}", f"hydra.sweep.dir={folder / 'sweep'}"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            NOTES: str(folder / "notes"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.load_study(study_name=None, storage=f"sqlite:///{folder / 'sweep' / 'study.db'}")


def per_minute(study: optuna.Study, workers: int) -> float:
    """Trials per minute after the first ones, which pay for the workers' start."""
    ends = sorted(each.datetime_complete for each in study.trials if each.datetime_complete is not None)
    return 60 * (len(ends) - workers) / (ends[-1] - ends[workers - 1]).total_seconds()


def overhead(folder: Path, n_trials: int) -> None:
    """Print what a trial takes beside its bare fit."""
    sweep(folder, n_trials, "+hydra.callbacks.bare={_target_: benchmarks.sweep.BareFits}")
    notes = [json.loads(line) for line in (folder / "notes").read_text().splitlines()]
    print(f"{len(notes)} trials after the first{'clock':>24}{'processor':>12}")
    for name, of in {"trial": "trial", "bare fit": "bare", "bare fit on kept bins": "kept"}.items():
        show(f"{name}, mean", [f"{mean(note[of][i] for note in notes):.2f} s" for i in (0, 1)])
    for name, of in {"bare fit": "bare", "fit on kept bins": "kept"}.items():
        more = [[note["trial"][i] - note[of][i] for note in notes] for i in (0, 1)]
        shares = [sum(more[i]) / sum(note[of][i] for note in notes) for i in (0, 1)]
        show(f"over a {name}, median", [f"{median(each):.2f} s" for each in more])
        show(f"over a {name}, mean", [f"{share:.1%}" for share in shares])


def show(name: str, cells: list[str]) -> None:
    """Print a row of the table."""
    print(f"{name:<36}{cells[0]:>10}{cells[1]:>12}")


def side_by_side(one: Path, two: Path, n_trials: int) -> None:
    """Print what two workers gain."""
    single = per_minute(sweep(one, n_trials, *NARROW), 1)
    double = per_minute(sweep(two, n_trials, *NARROW, *JOBLIB), 2)
    print(f"{'trials a minute, one worker':<36}{single:>10.1f}")
    print(f"{'trials a minute, joblib with two':<36}{double:>10.1f}   x {double / single:.2f} (at least 1.7)")


def main() -> None:
    """Print both tables."""
    n_trials = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as name:
        overhead(Path(name) / "bare", n_trials)
        side_by_side(Path(name) / "one", Path(name) / "two", 2 * n_trials)


if __name__ == "__main__":
    main()
