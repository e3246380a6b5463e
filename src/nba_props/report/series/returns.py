"""What bets returned, by the return that the model claimed for them."""

from __future__ import annotations

import itertools

import polars as pl

from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.ledger.columns import BetResult
from nba_props.ledger.daily import counted
from nba_props.ledger.uncertainty import interval_of_bets

BUCKETS = (0.02, 0.04, 0.06, 0.10)
"""Claimed values per unit staked that part the buckets."""
RESAMPLES = 2_000
SCHEMA = pl.Schema(
    {
        "bucket": pl.String,
        "bets": pl.Int64,
        "claimed": pl.Float64,
        "realised": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "win_rate": pl.Float64,
    }
)


def returns_by_claim(ledger: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return the claimed and the realised return of the bets in each bucket of what was claimed.

    Args:
        ledger: as `run_bankroll` returns it.
        seed: of the bootstrap.

    Returns:
        By `bucket` (in words), from the lowest claim, those without bets left out: the number of `bets`,
        `claimed` and `realised` per unit staked, the ends of the 95 % interval of the latter (a bootstrap
        over dates, null where there is none), and `win_rate` of the decided bets.
    """
    bets = counted(ledger).filter(pl.col("value").is_finite())
    if bets.is_empty():
        return SCHEMA.to_frame()
    bootstrap = DateBootstrap.of(bets["date"].to_numpy(), seed, RESAMPLES)
    ends = [float("-inf"), *BUCKETS, float("inf")]
    inside = [pl.col("value").is_between(*pair, closed="left") for pair in itertools.pairwise(ends)]
    parts = [(label, bets.filter(which)) for label, which in zip(_labels(), inside, strict=True)]
    rows = [(label, *_figures(part, bootstrap)) for label, part in parts if part.height]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _labels() -> list[str]:
    ends = [f"{100 * end:.0f}" for end in BUCKETS]
    inner = [f"{low} to {high} %" for low, high in itertools.pairwise(ends)]
    return [f"below {ends[0]} %", *inner, f"from {ends[-1]} %"]


def _figures(part: pl.DataFrame, bootstrap: DateBootstrap) -> tuple[float | None, ...]:
    stake, profit = (part[name].to_numpy() for name in ("stake", "profit"))
    claimed = float((part["value"].to_numpy() * stake).sum() / stake.sum())
    low, high = interval_of_bets(bootstrap, part["date"].to_numpy(), profit, stake) or (None, None)
    won = part.filter(pl.col("result") == BetResult.WIN.value).height
    decided = won + part.filter(pl.col("result") == BetResult.LOSS.value).height
    realised = float(profit.sum() / stake.sum())
    return part.height, claimed, realised, low, high, won / decided if decided else None
