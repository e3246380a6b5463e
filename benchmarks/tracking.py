"""What MLflow costs a run, and what the frame cache costs: `python benchmarks/tracking.py`.

A run here is a full one: 120 parameters, 100 metrics, 26 folds, 26,000 predictions as Parquet and CSV, three
plots, the model's files. Importing MLflow and making the store are shown apart, and so is drawing the plots,
which any program that shows them pays.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from nba_props.core.cache import cached
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking import mlflow_client
from nba_props.tracking.job_log import RunResult, RunSetup, log_result, log_setup
from nba_props.tracking.store import open_store
from nba_props.tracking.tracker import NBAPropsTracker

if TYPE_CHECKING:
    from matplotlib.figure import Figure

T = TypeVar("T")
PHASE = Phase("advanced", "Phase2_Advanced", "Opponent and temporal features.", {"phase": "advanced"})
ROWS = 26_000
FOLDS = 26


def timed(label: str, action: Callable[[], T]) -> tuple[float, T]:
    """Run and print how long it took; seconds and result."""
    start = time.perf_counter()
    made = action()
    seconds = time.perf_counter() - start
    print(f"{label:<58}{seconds:8.3f} s")
    return seconds, made


def setup() -> RunSetup:
    """A job with about 120 parameters."""
    choices = {"phase": "advanced", "market": "pra", "features": "advanced", "model": "lightgbm"}
    blocks = {f"block{i}": {"windows": [3, 5, 10], "stats": ["pra"], "half_life": 5.0} for i in range(14)}
    model = {f"parameter_{i}": i / 7 for i in range(30)}
    return RunSetup(
        "f00d", choices, {"seed": 42, "model": model, "features": {"blocks": blocks}}, "data", {"read": {}}
    )


def figure() -> Figure:
    """A plot as busy as that of the residuals."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(7, 4))
    made.subplots().hist(np.random.default_rng(0).normal(size=ROWS), bins=80)
    return made


def result() -> RunResult:
    """A season's predictions, with what goes with them."""
    random = np.random.default_rng(0)
    names = [f"player number {i % 500}" for i in range(ROWS)]
    predictions = pl.DataFrame(
        {"game_id": range(ROWS), "player_name": names, "fold": [i * FOLDS // ROWS for i in range(ROWS)]}
    ).hstack(pl.DataFrame({f"x{i}": random.normal(size=ROWS) for i in range(12)}))
    folds = pl.DataFrame(
        {"fold": range(FOLDS), "warmup": [False] * FOLDS}
        | {name: random.normal(size=FOLDS) for name in ("mae", "bias", "seconds", "n_train", "n_test")}
    )
    return RunResult(
        metrics={f"segment/role/{i}/mae": float(i) for i in range(100)},
        folds=folds,
        predictions=predictions,
        importance={f"feature_{i}": 1 / 160 for i in range(160)},
        figures={name: figure() for name in ("residuals", "importance", "calibration")},
        ledger=predictions.head(2_000),
        report="<p>figure</p>" * 20_000,
    )


def log_one(tracking: Tracking, asked: RunSetup, came: RunResult, folder: Path) -> None:
    """One whole run, as the pipeline logs it."""
    tracker = NBAPropsTracker.of(tracking, PHASE)
    with tracker.start_run(asked.name, asked.tags()):
        log_setup(tracker, asked)
        log_result(tracker, asked, came, folder)


def tracking_costs(folder: Path) -> None:
    """Import, store, and a first and a second run."""
    timed("importing MLflow", mlflow_client.load)
    tracking = Tracking(uri=f"sqlite:///{folder / 'mlflow.db'}")
    timed("making the SQLite store", lambda: open_store(tracking))
    asked, came = setup(), result()
    draw, _ = timed("drawing the three plots alone", lambda: draw_all(came, folder))
    for number in range(1, 6):
        label = f"a full run, opening the store included ({number})"
        seconds, _ = timed(label, lambda: log_one(tracking, asked, came, folder))
        print(f"{'  of which not drawing (at most 1 s)':<58}{max(0.0, seconds - draw):8.3f} s")


def draw_all(came: RunResult, folder: Path) -> None:
    """Draw the plots as the run does."""
    for name, plot in came.figures.items():
        plot.savefig(folder / f"{name}.png", format="png")


def cache_costs(folder: Path) -> None:
    """Building and reading a matrix of seven seasons."""
    random = np.random.default_rng(0)
    rows = 176_000
    columns = {f"x{i}": random.random(rows, dtype=np.float32) for i in range(200)}
    made = {"rows": pl.DataFrame({"y": random.random(rows)}), "X": pl.DataFrame(columns)}
    timed("cache: writing 142 MB", lambda: cached(folder, "key", lambda: made))
    for number in ("first", "second"):
        timed(f"cache: reading 142 MB, checksum included ({number})", lambda: cached(folder, "key", dict))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        tracking_costs(Path(name))
        cache_costs(Path(name) / "cache")
