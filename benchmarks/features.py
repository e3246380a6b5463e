"""What the design matrix costs, from loaded tables: time and peak memory of each feature set.

    python benchmarks/features.py [--sets advanced lineup] [--repeat 5] [WORD ...]

The words are those of the main job (`data=files data.game_logs=...`); without any it is the simulated league.
Every set runs in a process of its own; the least of several times counts, as other programs only add to it.
The yardstick is one rolling mean per feature along the same players and nothing else: the ratio to it says
what the joins and the rest cost, whatever the machine.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import polars as pl

from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.features.matrix import build_matrix
from nba_props.pipeline.prices import PricesBeforeBets

LIMIT_SECONDS, LIMIT_GIB = 2.5, 2.0
MIN_COLUMNS = 150


@dataclass(frozen=True)
class Cost:
    """Least wall and processor seconds of a feature set, the yardstick's wall seconds, peak memory."""

    rows: int
    columns: int
    wall: float
    cpu: float
    yardstick: float
    gib: float


def measure(name: str, words: list[str], repeat: int) -> Cost:
    """Build the matrix of a feature set several times."""
    experiment = load([*words, f"features={name}", "availability=as_played"])
    data = experiment.source.load(experiment.seed)
    out = experiment.availability.out(data)
    prices = PricesBeforeBets(experiment).before_bets(data)
    matrix = build_matrix(data, experiment.market, experiment.blocks, out, prices)
    wall, cpu = least(repeat, lambda: build_matrix(data, experiment.market, experiment.blocks, out, prices))
    width = matrix.X.width
    yardstick, _ = least(repeat, lambda: rolling_means(data, width))
    return Cost(matrix.X.height, width, wall, cpu, yardstick, peak_gib())


def least(repeat: int, action: Callable[[], object]) -> tuple[float, float]:
    """The least wall and processor seconds of several runs."""
    times = []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        action()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _ in times), min(cpu for _, cpu in times)


def rolling_means(data: Dataset, count: int) -> pl.DataFrame:
    """As many rolling means of minutes by player, shifted by a row: the leaky way, and the least work."""
    minutes = pl.col("minutes")
    return data.player_games.select(
        minutes.rolling_mean(window, min_samples=1).shift(1).over("player_id").alias(str(window))
        for window in range(2, count + 2)
    )


def peak_gib() -> float:
    """The most memory that this process has held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def main() -> None:
    """Measure the sets in turn and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["baseline", "advanced", "lineup"])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    print(f"{'set':<12}{'rows':>9}{'columns':>9}{'wall s':>8}{'cpu s':>7}{'x rolling':>11}{'peak GiB':>10}")
    for name in options.sets:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            cost = pool.submit(measure, name, options.words, options.repeat).result()
        ratio = cost.wall / cost.yardstick
        print(
            f"{name:<12}{cost.rows:>9,}{cost.columns:>9}{cost.wall:>8.2f}{cost.cpu:>7.2f}"
            f"{ratio:>11.1f}{cost.gib:>10.2f}"
        )
    print(f"to keep: advanced, {MIN_COLUMNS} columns or more, {LIMIT_SECONDS} s, {LIMIT_GIB} GiB on 2 cores")


if __name__ == "__main__":
    main()
