"""What experiments take on the disk: `python benchmarks/artifacts.py [--runs 3] [WORD ...]`.

The words are those of the main job (`data=files data.game_logs=...`); without any it is the simulated league.
The job is computed once and logged as several runs of one store; each of them adds what an experiment of its
size adds: the run's files, its model, its output folder and its rows in the store. A hundred are the store of
the first, and 99 times what the last one added. The cache of matrices, which experiments share, is
shown apart.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from nba_props.configuration.compose import load as load_experiment
from nba_props.core.timing import StageTimer
from nba_props.pipeline.compute import compute
from nba_props.pipeline.job import Job
from nba_props.pipeline.publish import publish, tracked_run
from nba_props.pipeline.run import load
from nba_props.pipeline.workspace import CachedWorkspace

MOST_EACH, MOST_HUNDRED = 4e6, 0.5e9
"""Bytes of files that a run may keep, and of a hundred runs with the store."""
HUNDRED = 100
LARGEST = 8
"""Files that are named."""


def main(argv: Sequence[str]) -> int:
    """Print sizes; 1 if they are above their bounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3, help="how many runs are logged, at least 2")
    parser.add_argument("words", nargs="*", metavar="WORD", help="of the main job")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        sizes = list(_sizes(Path(name), args.words, max(2, args.runs)))
        files, rows = (sizes[-1][part] - sizes[-2][part] for part in (0, 1))
        cache = size(Path(name) / "cache")
        _show_largest(Path(name) / "outputs" / "mlartifacts")
    hundred = sum(sizes[0]) + (HUNDRED - 1) * (files + rows)
    print(f"a run adds {files / 1e6:.2f} MB of files (at most {MOST_EACH / 1e6:.0f})")
    print(f"and {rows / 1e6:.2f} MB of rows in the store")
    print(f"a hundred take {hundred / 1e9:.3f} GB (at most {MOST_HUNDRED / 1e9:.1f})")
    print(f"the cache of matrices, which they share, has {cache / 1e6:.0f} MB")
    return int(files > MOST_EACH or hundred > MOST_HUNDRED)


def _sizes(folder: Path, words: Sequence[str], runs: int) -> Iterator[tuple[int, int]]:
    """Yield what files and the store's rows take after each run."""
    outputs = folder / "outputs"
    job = Job(load_experiment([*words, f"paths.outputs={outputs}", f"paths.cache={folder / 'cache'}"]))
    timer = StageTimer()
    data = load(job, timer)
    workspace = CachedWorkspace(job.cache, job.fingerprint, timer, False)
    outcome = compute(job.experiment, data, workspace=workspace)
    for number in range(runs):
        output = outputs / f"run-{number}"
        output.mkdir(parents=True)
        with tracked_run(job, data, output, {}) as tracker:
            publish(job, outcome, tracker, output, timer)
        database = _database(outputs / "mlflow.db")
        yield size(outputs) - database, database


def _database(path: Path) -> int:
    """Return the bytes of a database, its journal written into it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def _show_largest(folder: Path) -> None:
    """Print the largest files of the runs, each name once."""
    files = {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    for name, count in sorted(files.items(), key=lambda item: -item[1])[:LARGEST]:
        print(f"{name:<32}{count / 1e3:10,.0f} kB")


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
