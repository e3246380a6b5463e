"""A run in which nothing is wrong, to spoil one thing at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from nba_props.data.feeds import Feed
from nba_props.data.quality import QualityReport, QuoteTimes, Reach, Step
from nba_props.findings.base import Finding, checks
from nba_props.findings.check.match_rate import FIGURE
from nba_props.findings.evidence import Evidence
from nba_props.findings.night import NightInputs

BETS = 3_120
FIRST = dt.datetime(2024, 1, 1, 23, 0, tzinfo=dt.UTC)

METRICS: dict[str, float | None] = {
    "skill_mae": 0.01,
    "naive_skill_mae": 0.08,
    "skill_log_loss": 0.004,
    "calibration_error": 0.012,
    "betting_expected_roi": 0.05,
    "betting_roi": 0.04,
    "betting_n_closed": 200.0,
    "betting_clv_novig": 0.015,
    "betting_beat_close": 0.58,
    "priced_bias": 0.1,
    "pool_weight": 0.3,
}
INTERVALS = {
    "skill_mae": (0.002, 0.018),
    "naive_skill_mae": (0.07, 0.09),
    "skill_log_loss": (0.001, 0.007),
    "betting_roi": (0.01, 0.07),
    "pool_weight": (0.1, 0.5),
}


@cache
def ledger(bets: int = BETS) -> pl.DataFrame:
    """Bets of 120 evenings, on four books and twelve players, 26 a day; profit spread over all of them."""
    number = np.arange(bets)
    # 13 and 12 share no divisor with the numbers of books, players and weeks, so wins fall on all alike.
    won = number % 13 < 7
    tip_off = [FIRST + dt.timedelta(days=int(n) // 26) for n in number]
    return pl.DataFrame(
        {
            "game_id": [f"g{n // 3}" for n in number],
            "date": [time.date() for time in tip_off],
            "player_id": 100 + number % 12,
            "market": ["pra"] * bets,
            "book": [f"book{n % 4}" for n in number],
            "line": [24.5] * bets,
            "side": np.where(number % 5 < 3, "over", "under"),
            "price": [1.95] * bets,
            "quoted_at": [time - dt.timedelta(minutes=90) for time in tip_off],
            "bet_at": [time - dt.timedelta(minutes=60) for time in tip_off],
            "tip_off": tip_off,
            "p_push": [0.0] * bets,
            "value": [0.05] * bets,
            "edge": [0.03] * bets,
            "suspect": [False] * bets,
            "reason": pl.Series([None] * bets, dtype=pl.String),
            "result": np.where(won, "win", "loss"),
            "bankroll": [100.0] * bets,
            "stake": [1.0] * bets,
            "profit": np.where(won, 0.95, -1.0),
        }
    )


@cache
def rows(slope: float = 1.0, n: int = 4_000, seed: int = 3) -> pl.DataFrame:
    """Scored player-games whose true log-odds of over are `slope` times those predicted."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(0, 0.6, n)
    over = rng.random(n) < 1 / (1 + np.exp(-slope * odds))
    return pl.DataFrame(
        {
            "date": [FIRST.date() + dt.timedelta(days=int(i) // 100) for i in range(n)],
            "player_id": 100 + np.arange(n) % 12,
            "player_name": [f"Player {i % 12}" for i in range(n)],
            "line": np.full(n, 20.5),
            "y": np.where(over, 25.0, 15.0),
            "prediction": 20.5 + odds,
            "p_over": 1 / (1 + np.exp(-odds)),
        }
    )


def feed(book: str, wrong: bool = False) -> Feed:
    return Feed(book, 500, -0.4, -0.5, -0.3, wrong, [])


def drifts(shift: float = 0.05, features: int = 20) -> pl.DataFrame:
    """A comparison in which every feature moved by `shift`."""
    names = [f"feature_{n}" for n in range(features)]
    frame = pl.DataFrame({"feature": names, "shift": [shift] * features})
    return frame.with_columns(
        pl.lit(1.0).alias("train_mean"),
        pl.lit(1.0).alias("test_mean"),
        pl.lit(0.0).alias("train_missing"),
        pl.lit(0.0).alias("test_missing"),
    )


def quality(**changed: Any) -> QualityReport:
    """The data-quality report of a sound run, with some of it replaced."""
    report = QualityReport(
        read={"prop_lines": 10_000, "reports": 500},
        kept={"prop_lines": 9_000, "reports": 480},
        steps=[Step("prop_lines", "name not matched", 1_000, lost=True)],
        figures={FIGURE: 0.991},
        feeds=[feed("book0"), feed("book1")],
        quote_times=QuoteTimes(8_000, 40, 0.2),
        reach=Reach("2024-04-14", "2024-04-14", 0.0),
    )
    return replace(report, **changed)


def sound(**changed: Any) -> Evidence:
    """The evidence of a sound run, with some of it replaced."""
    evidence = Evidence(
        metrics=METRICS,
        intervals=INTERVALS,
        lineup_label=None,
        ledger=ledger(),
        rows=rows(),
        quality=quality(),
        wrong_feeds=[],
        screened={"one_sided": 10, "price_off_line": 4},
        drift=drifts(),
        n_trials=1,
        objective="val_mae",
        market="pra",
        lines_by_market={"pra": 9_000},
        pooled=4_000,
        night=night(),
    )
    return replace(evidence, **changed)


def night(**changed: Any) -> NightInputs:
    """A night whose inputs are all fresh, with some of it replaced."""
    inputs = NightInputs(
        night=dt.date(2024, 3, 20),
        last_logged=dt.date(2024, 3, 19),
        last_quoted=dt.date(2024, 3, 19),
        quote_age=12.0,
        quotes=300,
        in_play=10,
        silent_teams=[],
        trained_until=dt.date(2024, 3, 15),
        calibrated=True,
        claimed=0.03,
        realised=0.05,
        rookies=[],
    )
    return replace(inputs, **changed)


def with_metrics(**values: float | None) -> Evidence:
    """The sound run with other metrics; a metric of None is absent, and has no interval."""
    metrics = {k: v for k, v in {**METRICS, **values}.items() if v is not None}
    return sound(metrics=metrics, intervals={k: v for k, v in INTERVALS.items() if k in metrics})


def judge(code: str, evidence: Evidence) -> Finding:
    """What one check says."""
    return {each.code: each for each in checks()}[code](evidence)
