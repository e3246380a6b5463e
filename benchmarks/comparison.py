"""What comparing costs in a store of 10,000 runs: `python benchmarks/comparison.py [URI of an empty store]`.

Each run has 60 metrics, 40 parameters and 3 tags, in four phases. Importing MLflow is not counted; figures
are the second of two calls, on SQLite by default. Peak memory is that of Python alone.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.tracking.comparison.bulk import START, fill

from nba_props.store import Tracking
from nba_props.tracking.comparison import best, export, phases, weekly
from nba_props.tracking.comparison.metrics import HEADLINES
from nba_props.tracking.phases import known_phases
from nba_props.tracking.store import Store, open_store

RUNS = 10_000
N_METRICS, N_PARAMS = 60, 40
SECONDS = 1000
"""From the start of one run to that of the next: a phase takes a month."""


def metrics(number: int) -> dict[str, float]:
    """Those of the run of a number: the headline ones, and others."""
    names = [*HEADLINES, *(f"other_{i}" for i in range(N_METRICS - len(HEADLINES)))]
    return {name: 5 + ((number + 271 * i) * 7919 % 10_007) / 10_007 + i for i, name in enumerate(names)}


def timed(what: str, action: Callable[[], object]) -> None:
    """Print how long the second of two calls took."""
    action()
    start, processor = time.perf_counter(), time.process_time()
    action()
    processor = time.process_time() - processor
    print(f"{what:<40} {time.perf_counter() - start:6.2f} s, {processor:6.2f} s of this process", flush=True)


def measure(store: Store, folder: Path) -> None:
    """Time every verb that reads many runs."""
    everything = dt.datetime.fromtimestamp(START / 1000, dt.UTC).date()
    timed("best advanced --top 5", lambda: best(store, "advanced"))
    timed("best advanced --metric val_bias", lambda: best(store, "advanced", "val_bias"))
    timed("phases (7 metrics, 4 phases)", lambda: phases(store))
    tenth = dt.datetime.fromtimestamp(START / 1000 + 0.9 * RUNS // 4 * SECONDS, dt.UTC).date()
    timed("weekly, every run in it", lambda: weekly(store, everything))
    timed("weekly, the newest tenth in it", lambda: weekly(store, tenth))
    timed("weekly, none in it", lambda: weekly(store))
    timed("export 2,500 runs, csv", lambda: export(store, "advanced", folder / "r.csv"))
    timed("export 2,500 runs, parquet", lambda: export(store, "advanced", folder / "r.parquet"))
    tracemalloc.start()
    export(store, "advanced", folder / "r.csv")
    print(f"{'export: peak memory':<40} {tracemalloc.get_traced_memory()[1] / 2**20:6.0f} MiB")


def main() -> None:
    """Fill a store, then measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        uri = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder / 'mlflow.db'}"
        store = open_store(Tracking(uri=uri, artifact_root=str(folder)))
        start = time.perf_counter()
        for phase in known_phases():
            fill(store.uri, store.experiment(phase), RUNS // 4, metrics, n_params=N_PARAMS, seconds=SECONDS)
        print(f"{RUNS:,} runs written in {time.perf_counter() - start:.0f} s", flush=True)
        measure(store, folder)


if __name__ == "__main__":
    main()
