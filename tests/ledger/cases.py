"""Quotes, bets and ledgers for the tests, made by hand or simulated."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.columns import side_dtype
from nba_props.ledger.settle import settle
from nba_props.staking.base import Staking
from nba_props.staking.percent import Percent

DAY = dt.date(2024, 1, 15)
TIP = dt.datetime(2024, 1, 16, 0, 30, tzinfo=dt.UTC)
QUOTE_TYPES = {
    "player_id": pl.Int64,
    "line": pl.Float64,
    "over_price": pl.Float64,
    "under_price": pl.Float64,
    "novig_over": pl.Float64,
    "quoted_at": pl.Datetime("us", "UTC"),
    "tip_off": pl.Datetime("us", "UTC"),
    "reason": pl.String,
}


def before(minutes: float) -> dt.datetime:
    """So many minutes before tip-off."""
    return TIP - dt.timedelta(minutes=minutes)


def quote(**changes: Any) -> dict[str, Any]:
    """A quote half an hour before tip-off, even at 1.9."""
    plain = {
        "game_id": "g1", "player_id": 1, "market": "pra", "date": DAY, "book": "a", "line": 25.5,
        "quoted_at": before(30), "tip_off": TIP, "over_price": 1.9, "under_price": 1.9, "novig_over": 0.5,
        "suspect": changes.get("reason") is not None, "reason": None,
    }  # fmt: skip
    return plain | changes


def quotes(*rows: dict[str, Any]) -> pl.DataFrame:
    """Screened quotes."""
    return pl.DataFrame([quote(**row) for row in rows], infer_schema_length=None).cast(QUOTE_TYPES)  # type: ignore[arg-type]


def bet(**changes: Any) -> dict[str, Any]:
    """A bet on over 25.5 at 1.9 that the model gives 55 %."""
    plain = {
        "game_id": "g1", "player_id": 1, "market": "pra", "date": DAY, "book": "a", "line": 25.5,
        "side": "over", "price": 1.9, "quoted_at": before(30), "tip_off": TIP, "bet_at": before(30),
        "suspect": False, "reason": None, "p_win": 0.55, "p_push": 0.0, "p_lose": 0.45, "novig": 0.5,
        "value": 0.045, "edge": 0.05,
    }  # fmt: skip
    return plain | changes


def bets(*rows: dict[str, Any]) -> pl.DataFrame:
    """Bets."""
    types = {name: dtype for name, dtype in QUOTE_TYPES.items() if name in bet()}
    frame = pl.DataFrame([bet(**row) for row in rows], infer_schema_length=None)
    return frame.cast({**types, "side": side_dtype(), "price": pl.Float64})  # type: ignore[dict-item]


def outcomes(*rows: tuple[str, int, float | None, float | None]) -> pl.DataFrame:
    """Outcomes in PRA: game, player, outcome, minutes."""
    types = {"game_id": pl.String, "player_id": pl.Int64, "outcome": pl.Float64, "minutes": pl.Float64}
    played = pl.col("minutes").fill_null(1) > 0
    return pl.DataFrame(rows, types, orient="row").with_columns(market=pl.lit("pra"), played=played)


def simulated_bets(seed: int = 0, days: int = 30, per_day: int = 12, edge: float = 0.0) -> pl.DataFrame:
    """Settled bets, one a player-game, three a game, with closes; some are pushed, void or pending.

    The true chance to win is that of even money, and `edge` more.
    """
    rng = np.random.default_rng(seed)
    n = days * per_day
    day, number = np.arange(n) // per_day, np.arange(n) % per_day
    chance = 0.5 + edge
    kind = rng.choice(4, n, p=[0.88, 0.06, 0.04, 0.02])
    outcome = np.where(rng.random(n) < chance, 26.0, 24.0)
    outcome = np.where(kind == 1, 25.0, outcome)
    closing = rng.uniform(1.8, 2.2, n)
    frame = pl.DataFrame(
        {
            "game_id": [f"{d:03d}-{i // 3}" for d, i in zip(day, number, strict=True)],
            "player_id": number.astype(np.int64),
            "date": [DAY + dt.timedelta(days=int(d)) for d in day],
            "book": rng.choice(["a", "b", "c"], n),
            "line": 25.0,
            "price": rng.uniform(1.85, 2.15, n),
            "p_win": rng.uniform(0.5, 0.6, n),
            "p_push": 0.04,
            "value": rng.uniform(0, 0.1, n),
            "edge": rng.uniform(0, 0.09, n),
            "clv": np.where(rng.random(n) < 0.3, np.nan, 2.0 / closing - 1),
            "season": np.where(day < days // 2, "2022-23", "2023-24"),
            "home": rng.random(n) < 0.5,
            "team_rest_days": rng.integers(1, 4, n),
            "past_minutes": rng.uniform(5, 40, n),
            "past_possessions": rng.uniform(5, 30, n),
        }
    )
    frame = frame.with_columns(
        pl.lit("pra").alias("market"),
        pl.lit("over", side_dtype()).alias("side"),
        pl.col("clv").fill_nan(None),
        pl.col("clv").fill_nan(None).alias("clv_novig"),
        p_lose=1 - pl.col("p_win") - pl.col("p_push"),
        quoted_at=pl.col("date").cast(pl.Datetime("us", "UTC")),
    )
    known = frame.select(
        "game_id",
        "player_id",
        "market",
        outcome=pl.Series(np.where(kind >= 2, np.nan, outcome)).fill_nan(None),
        played=pl.Series(kind < 2),
    )
    # One whole game a fortnight has not been played.
    waiting = pl.col("game_id").is_in([f"{d:03d}-0" for d in range(0, days, 14)])
    return settle(frame, known.filter(~waiting))


def simulated_ledger(plan: Staking | None = None, **fields: Any) -> pl.DataFrame:
    """`simulated_bets`, staked."""
    return run_bankroll(simulated_bets(**fields), plan or Percent())
