"""What it costs to settle and evaluate 1,000,000 simulated bets: at most 3 s, without bootstrap.

    python benchmarks/ledger.py [--bets 1000000] [--plan kelly|percent|flat]

Counted are settlement, the bankroll day by day, all metrics and all segments. What bets and outcomes are made
of is not. The close and the bootstrap are shown beside it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import polars as pl

from nba_props.core.component import declare_family, registered
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.closing import add_close, reprice_counts
from nba_props.ledger.columns import side_dtype
from nba_props.ledger.daily import Daily
from nba_props.ledger.metrics import betting_metrics
from nba_props.ledger.paths import simulate_paths
from nba_props.ledger.segments import segment_frame
from nba_props.ledger.settle import settle
from nba_props.ledger.uncertainty import uncertainty
from nba_props.pricing.counts import over_probability
from nba_props.staking.base import Staking

SEED, LIMIT = 42, 3.0
DATES, GAMES, PLAYERS = 1155, 8, 20
BOOKS = ["betmgm", "caesars", "draftkings", "fanduel", "pinnacle", "pointsbet"]
T = TypeVar("T")


def simulated_outcomes(rng: np.random.Generator) -> pl.DataFrame:
    """Seven seasons of player-games; some did not play."""
    n = DATES * GAMES * PLAYERS
    game = np.arange(n) // PLAYERS
    day = game // GAMES
    mean = rng.gamma(6, 4, n)
    played = rng.random(n) < 0.97
    frame = pl.DataFrame(
        {
            "game": game,
            "day": day,
            "player_id": 200_000 + np.arange(n) % (GAMES * PLAYERS),
            "mean": mean,
            "outcome": np.where(played, rng.poisson(mean), np.nan),
            "minutes": np.where(played, rng.uniform(8, 40, n), 0.0),
            "season": (2017 + day // 165).astype(str),
            "home": np.arange(n) % 2 == 0,
            "team_rest_days": rng.integers(1, 4, n),
            "past_minutes": rng.uniform(8, 40, n),
            "past_possessions": rng.uniform(4, 25, n),
        }
    )
    start = dt.date(2017, 10, 20)
    return frame.select(
        pl.format("00{}", pl.col("game") + 21_700_000).alias("game_id"),
        (pl.lit(start) + pl.duration(days="day")).cast(pl.Date).alias("date"),
        pl.lit("pra").alias("market"),
        pl.col("outcome").fill_nan(None),
        pl.exclude("game", "day", "outcome"),
    )


def simulated_bets(rng: np.random.Generator, outcomes: pl.DataFrame, bets: int) -> pl.DataFrame:
    """Bets on them, shuffled, at six books, with a little value by the model's reckoning."""
    rows = outcomes[rng.integers(0, outcomes.height, bets)].drop("outcome", "minutes")
    line = np.maximum(np.round(rows["mean"].to_numpy()) + rng.integers(-2, 3, bets) * 0.5, 0.5)
    novig = over_probability(rows["mean"].to_numpy(), line, 12.0)
    side = rng.integers(0, 2, bets)
    novig = np.clip(np.where(side == 0, novig, 1 - novig), 0.05, 0.95)
    push = np.where(line == np.round(line), 0.05, 0.0)
    given = np.clip(novig + rng.normal(0.04, 0.02, bets), 0.01, 0.99)
    p_win = given * (1 - push)
    price = 1 / (novig * 1.045)
    quoted = rows["date"].cast(pl.Datetime("us", "UTC")) + dt.timedelta(hours=20)
    return rows.with_columns(
        pl.Series("book", BOOKS)[rng.integers(0, len(BOOKS), bets)],
        pl.Series("line", line),
        pl.Series("side", side).replace_strict({0: "over", 1: "under"}, return_dtype=side_dtype()),
        pl.Series("price", price),
        pl.Series("p_win", p_win),
        pl.Series("p_push", push),
        pl.Series("p_lose", 1 - p_win - push),
        pl.Series("novig", novig),
        pl.Series("value", p_win * price - 1 + push),
        pl.Series("edge", given - novig),
        quoted_at=quoted,
        suspect=pl.lit(value=False),
    )


def closing_quotes(rng: np.random.Generator, bets: pl.DataFrame) -> pl.DataFrame:
    """A later quote of each bet's book, at a line of its own."""
    keys = ["game_id", "player_id", "market", "book"]
    quotes = bets.unique(keys, maintain_order=True)
    moved = rng.integers(-1, 2, quotes.height)
    even = pl.Series(np.clip(rng.normal(0.5, 0.03, quotes.height), 0.3, 0.7))
    return quotes.select(
        *keys,
        line=(pl.col("line") + pl.Series(moved)).clip(0.5),
        quoted_at=pl.col("quoted_at") + pl.duration(hours=3),
        tip_off=pl.col("quoted_at") + pl.duration(hours=4),
        over_price=1 / (even * 1.045),
        under_price=1 / ((1 - even) * 1.045),
        novig_over=even,
        reason=pl.lit(None, pl.String),
    )


def timed(name: str, work: Callable[[], T], times: dict[str, float]) -> T:
    """Do the work and note what it took."""
    since = time.perf_counter()
    result = work()
    times[name] = time.perf_counter() - since
    return result


def main() -> int:
    """Run it; 1 where it takes longer than it may."""
    declare_family("nba_props.staking")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bets", type=int, default=1_000_000)
    parser.add_argument("--plan", choices=sorted(registered("staking")), default="kelly")
    arguments = parser.parse_args()
    rng = np.random.default_rng(SEED)
    outcomes = simulated_outcomes(rng)
    bets = simulated_bets(rng, outcomes, arguments.bets)
    quotes = closing_quotes(rng, bets)
    plan: Staking = registered("staking")[arguments.plan]()

    beside: dict[str, float] = {}
    bets = timed("close", lambda: add_close(bets, quotes, reprice_counts(12.0)), beside)
    counted: dict[str, float] = {}
    settled = timed("settlement", lambda: settle(bets, outcomes), counted)
    ledger = timed("bankroll", lambda: run_bankroll(settled, plan), counted)
    metrics = timed("metrics", lambda: betting_metrics(ledger), counted)
    timed("segments", lambda: segment_frame(ledger), counted)
    daily = Daily.of(ledger)
    bootstrap = timed("drawing dates", lambda: DateBootstrap.of(daily.dates, SEED), beside)
    timed("intervals", lambda: uncertainty(daily, bootstrap), beside)
    timed("paths", lambda: simulate_paths(daily, compounds=plan.compounds, seed=SEED), beside)

    print(f"{arguments.bets} bets on {DATES} dates, {arguments.plan}; roi {metrics['betting_roi']:.4f}")
    for name, seconds in counted.items():
        print(f"  {name:14s} {seconds:6.2f} s")
    total = sum(counted.values())
    print(f"  {'all':14s} {total:6.2f} s   limit {LIMIT:.2f} s")
    print("  beside: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in beside.items()))
    return int(total > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
