"""One table of a season: what each way to use news, books and models comes to, beside the books' own figures.

    python benchmarks/season.py DATA [--market pra|threes] [--rows advanced,...] [--only single|ensemble]

DATA holds `game_logs/`, `game_lines/` and `odds/` as docs/how-to/tonight.md and README name them. A row is an
experiment on features that are known before tip-off (`as_played` alone is not, and says so), without and with
lines on games, with the books' lines as features too; each with one model and with the ensemble. Nothing is
tuned here: the presets' own values are run. One Markdown row is printed as soon as it is known.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from nba_props.configuration.compose import load
from nba_props.core.component import to_plain
from nba_props.core.memo import memoized
from nba_props.evaluation.scope import RunScope
from nba_props.experiment import Experiment
from nba_props.pipeline.compute import compute
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.outcome import Outcome

NEWS = {
    "advanced": ("features=advanced",),
    "lineup as_played": ("features=lineup", "availability=as_played"),
    "lineup expected": ("features=lineup", "availability=expected"),
}
GAME_LINES, MARKET = "+block@features.blocks.game_lines=game_lines", "+block@features.blocks.market=market"
BOOKS: dict[str, dict[str, tuple[str, ...]]] = {
    "pra": {"": (), "+ game lines": (GAME_LINES,), "+ game lines, market": (GAME_LINES, MARKET)},
    # Of those lines on games nobody knows when they were quoted: no input to bets of hours before tip-off.
    "threes": {"": (), "+ market": (MARKET,)},
}
MODELS = {
    "pra": {"single": ("model=lightgbm",), "ensemble": ("model=ensemble",)},
    "threes": {"single": ("model=ridge",), "ensemble": ("model=ensemble",)},
}
COMMON = ("data=files", "validation.refit=update", "threads=1")
HEAD = (
    "row", "val_mae", "priced_mae (line)", "skill against the line, %", "crps",
    "log loss raw", "calibrated", "pooled", "no-vig", "information gain", "weight",
    "claimed, %", "realised, %", "bets",
)  # fmt: skip


def settings(data: Path, market: str) -> tuple[str, ...]:
    """Return the words of a market's season: its logs, its lines and the first day of its test."""
    logs = f"data.game_lines={data / 'game_lines'}"
    if market == "pra":
        own = (
            f"data.game_logs={data / 'game_logs'}",
            f"data.prop_lines={data / 'odds/pra_odds_2023-24.csv'}",
        )
        return ("experiment=phase3/isotonic_calibration", *own, logs, "validation.first_test=2023-10-24")
    both = f"data.game_logs=[{data / 'game_logs'},{data / 'game_logs_2024-25'}]"
    lines = (f"data.prop_lines={data / 'odds/threes_2024-25'}", "distribution=negative_binomial")
    return (
        "experiment=phase3/logit_pool",
        "market=threes",
        both,
        *lines,
        logs,
        "validation.first_test=2024-10-22",
    )


def outcome(experiment: Experiment) -> Outcome:
    """Compute an experiment; the files are read once."""
    key = [to_plain(experiment.data)]
    tables = memoized("benchmark", key, lambda: experiment.source.load(experiment.seed))
    return compute(experiment, MarketData.of(experiment, tables), RunScope.FULL)


def row(name: str, found: Outcome) -> str:
    """Return a Markdown row of the table."""
    metrics, ends = found.metrics, found.intervals

    def with_interval(metric: str, digits: int, scale: float = 1, sign: str = "+") -> str:
        if metric not in metrics:
            return "-"
        told = f"{scale * metrics[metric]:{sign}.{digits}f}"
        low, high = (scale * end for end in ends.get(metric, (float("nan"),) * 2))
        return f"{told} ({low:{sign}.{digits}f} to {high:{sign}.{digits}f})"

    def plain(metric: str, digits: int, scale: float = 1, sign: str = "") -> str:
        return f"{scale * metrics[metric]:{sign}.{digits}f}" if metric in metrics else "-"

    cells = (
        name,
        plain("val_mae", 3),
        f"{plain('priced_mae', 3)} ({plain('line_mae', 3)})",
        with_interval("skill_mae", 1, 100),
        plain("crps", 3),
        f"{raw_log_loss(found):.4f}",
        plain("model_log_loss", 4),
        plain("log_loss", 4),
        plain("novig_log_loss", 4),
        with_interval("information_gain", 2),
        with_interval("pool_weight", 2),
        plain("betting_expected_roi", 1, 100, "+"),
        with_interval("betting_roi", 1, 100),
        plain("betting_n_bets", 0),
    )
    return "| " + " | ".join(cells) + " |"


def raw_log_loss(found: Outcome) -> float:
    """Return the log loss of the distribution's own probabilities, where a line was decided and priced."""
    rows = found.forecast.price(found.data.lines).join(
        found.evaluation.rows.select("game_id", "player_id", "y"), on=["game_id", "player_id"]
    )
    decided = rows.filter(pl.col("y") != pl.col("line"), pl.col("novig_over").is_not_null())
    p = (pl.col("raw_p_over") / (1 - pl.col("p_push"))).clip(1e-6, 1 - 1e-6)
    loss = pl.when(pl.col("y") > pl.col("line")).then(-p.log()).otherwise(-(1 - p).log())
    return float(decided.select(loss.mean()).item())


def experiments(
    data: Path, market: str, rows: Iterable[str], only: str | None
) -> Iterable[tuple[str, Experiment]]:
    """Yield the rows' names and experiments."""
    for news in rows:
        for books, blocks in BOOKS[market].items():
            for kind, model in MODELS[market].items():
                if only in (None, kind):
                    words = (*settings(data, market), *NEWS[news], *blocks, *model, *COMMON)
                    yield " ".join(part for part in (news, books, kind) if part), load(words)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--market", choices=sorted(MODELS), default="pra")
    parser.add_argument("--rows", default=",".join(NEWS), help="which news, with commas between")
    parser.add_argument("--only", choices=("single", "ensemble"))
    asked = parser.parse_args()
    if not (asked.data / "game_logs").is_dir():
        parser.error(f"{asked.data}: holds no folder game_logs/; see docs/how-to/data.md for what is read")
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
    for name, experiment in experiments(asked.data, asked.market, asked.rows.split(","), asked.only):
        print(row(name, outcome(experiment)), flush=True)


if __name__ == "__main__":
    main()
