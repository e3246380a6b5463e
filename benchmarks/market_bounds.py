"""Where the markets' bounds on `val_mae` in `conf/criteria/default.yaml` come from.

    python benchmarks/market_bounds.py data.game_logs=game_logs [data.prop_lines=odds.csv] [WORD ...]

For PRA the books' lines of a season are at hand: the bound is the line's own mean absolute error. For the
other markets it is the naive mean's error in that market times the ratio of the two in PRA: the error that
the line would have if the books were as far ahead of a naive mean there. Each naive mean is judged on all
player-games of the last season, with the project's own code. Without lines, `LINE_MAE` stands for the line.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from omegaconf import OmegaConf

from nba_props.configuration.compose import load
from nba_props.configuration.criteria import load_criteria
from nba_props.configuration.place import conf_dir
from nba_props.data.consensus import most_quoted_line
from nba_props.data.dataset import Dataset
from nba_props.evaluation.metrics import mae
from nba_props.evaluation.references import fill_naive
from nba_props.features.block.experience import Experience
from nba_props.features.matrix import build_matrix
from nba_props.market import Market

MEASURED = "pra"
LINE_MAE = 6.132
"""Of the most-quoted PRA lines of ten books, 4,578 player-games of 2023-24."""


@dataclass(frozen=True)
class Naive:
    """The last season's player-games with an outcome, and the naive mean's error on them."""

    rows: pl.DataFrame
    mae: float


def main(words: list[str]) -> None:
    """Print each market's naive error, the bound that follows, and the one configured."""
    experiment = load(["data=files", *words])
    data = experiment.source.load(experiment.seed)
    naive = {market.name: naive_of(data, market) for market in markets()}
    line = line_mae(data, naive[MEASURED].rows)
    ratio = line / naive[MEASURED].mae
    print(f"{MEASURED}: line {line:.3f} / naive {naive[MEASURED].mae:.3f} = {ratio:.4f}")
    criteria = load_criteria()
    print(f"{'market':<12}{'player-games':>14}{'naive MAE':>12}{'bound':>8}{'configured':>12}")
    for name, found in sorted(naive.items(), key=lambda item: -item[1].mae):
        now = criteria.bounds(name)["val_mae"].text
        print(f"{name:<12}{found.rows.height:>14,}{found.mae:>12.3f}{ratio * found.mae:>8.2f}{now:>12}")


def markets() -> list[Market]:
    """The markets of `conf/market/`."""
    files = sorted((conf_dir() / "market").glob("*.yaml"))
    found = [OmegaConf.to_container(OmegaConf.load(file)) for file in files]
    return [Market(each["name"], each["stats"]) for each in found if isinstance(each, dict)]


def naive_of(data: Dataset, market: Market) -> Naive:
    """The naive mean of the last season, as a run would fill and judge it."""
    rows = build_matrix(data, market, {"experience": Experience()}).rows
    last = rows.filter(pl.col("season") == rows["season"].max())
    before = rows.filter(pl.col("season") < rows["season"].max())["y"].mean()
    filled = fill_naive(last, before if isinstance(before, float) else None).filter(pl.col("y").is_not_null())
    return Naive(filled, mae(filled["y"].to_numpy(), filled["naive"].to_numpy()) or 0.0)


def line_mae(data: Dataset, rows: pl.DataFrame) -> float:
    """The error of the most-quoted line, on the player-games that have one."""
    lines = most_quoted_line(data.prop_lines, MEASURED)
    both = rows.join(lines, on=["game_id", "player_id"])
    return mae(both["y"].to_numpy(), both["line"].to_numpy()) or LINE_MAE


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(f"{Path(__file__).name}: needs game logs; give data.game_logs=FOLDER")
    else:
        main(sys.argv[1:])
