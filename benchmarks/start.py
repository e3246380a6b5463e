"""How soon the command line answers: processor time of a start, beside importing Hydra.

    python benchmarks/start.py [--rounds 7]

All commands run in turn, round by round, each in a process of its own; the median of its user and system time
is compared with that of `python -c "import hydra, omegaconf"` in the same run, since seconds differ between
machines. Then a small run is made, and importing what it imported is compared with `import hydra, mlflow,
lightgbm, polars`, of which no run can do without. The exit code is 1 when a ratio is above its limit.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRAIN, COMMAND = ["train.py"], ["-m", "nba_props.cli"]
REFERENCE = "import hydra, omegaconf"
STARTS: dict[str, tuple[list[str], float]] = {
    REFERENCE: (["-c", REFERENCE], 1.0),
    "train.py --help": ([*TRAIN, "--help"], 1.7),
    "nba-props --help": ([*COMMAND, "--help"], 1.7),
    "train.py --cfg job": ([*TRAIN, "--cfg", "job"], 3.5),
    "train.py model=lightgmb": ([*TRAIN, "model=lightgmb"], 5.0),
    "three mistakes": ([*TRAIN, "model.num_leafs=3", "phase=fundation", "seed=-1"], 6.0),
    "completion of a word": ([*TRAIN, "-sc", "query=bash"], 3.5),
}
"""What is started, and how many times the reference it may take."""


LIBRARIES = "import hydra, mlflow, lightgbm, polars"
RUN = [
    *TRAIN,
    "model=lightgbm",
    "model.n_estimators=5",
    "data.seasons=1",
    "validation.first_test='2024-03-25'",
    "validation.refit_days=30",
    "validation.warmup=1",
]
"""A run that imports all that a run imports, and computes little."""
IMPORTS_LIMIT = 1.8
"""How many times the libraries' imports those of a run may take: store, plots and our own are the rest."""
IMPORTED = re.compile(r"^import time:.*\| +(\S+)$", re.MULTILINE)
"""What `-X importtime` says of a module."""
IMPORT_AGAIN = """
import contextlib, importlib, pathlib, sys
for name in pathlib.Path(sys.argv[1]).read_text().split():
    with contextlib.suppress(Exception):
        importlib.import_module(name)
"""


def imports_of_a_run(rounds: int) -> bool:
    """Print what the imports of a run take; whether it is too much.

    A run imports in several threads, beside other work, so the modules that it has imported are imported once
    more, in its order, by processes that do nothing else.
    """
    with tempfile.TemporaryDirectory() as folder:
        places = [f"paths.outputs={folder}", f"paths.cache={folder}/cache", f"hydra.run.dir={folder}/run"]
        words = [sys.executable, "-X", "importtime", *RUN, *places]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        modules = Path(folder) / "modules"
        modules.write_text("\n".join(IMPORTED.findall(done.stderr)))
        libraries, run = (
            statistics.median(seconds(each) for _ in range(rounds))
            for each in (["-c", LIBRARIES], ["-c", IMPORT_AGAIN, str(modules)])
        )
    print(f"{LIBRARIES:40} {libraries:6.3f} s")
    print(f"{'imports of a run':40} {run:6.3f} s  {run / libraries:5.2f} x  (limit {IMPORTS_LIMIT:.1f})")
    return run / libraries > IMPORTS_LIMIT


def seconds(words: list[str]) -> float:
    """The processor time of one start."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "COMP_LINE": "train model.num"}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print a line for each start; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(rounds):
        for name, (words, _) in STARTS.items():
            taken[name].append(seconds(words))
    reference = statistics.median(taken[REFERENCE])
    slow = 0
    for name, (_, limit) in STARTS.items():
        ratio = statistics.median(taken[name]) / reference
        slow += ratio > limit
        print(f"{name:28} {statistics.median(taken[name]):6.3f} s  {ratio:5.2f} x  (limit {limit:.1f})")
    slow += imports_of_a_run(rounds)
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
