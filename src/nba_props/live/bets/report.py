"""What bets came to: figures with intervals, by segment, against the close, and the bankroll by night."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import polars as pl

from nba_props.core.wording import worded
from nba_props.data.eastern import eastern_day
from nba_props.evaluation.bootstrap import DateBootstrap, Interval
from nba_props.ledger.columns import result_dtype, side_dtype
from nba_props.ledger.daily import Daily, counted
from nba_props.ledger.metrics import betting_metrics
from nba_props.ledger.segments import SEGMENTS, segment_frame
from nba_props.ledger.uncertainty import interval_of_bets, uncertainty
from nba_props.live.bets.closing import with_close

RESAMPLES = 10_000
SEED = 0


class Money(Enum):
    """Which bets are reported."""

    all = "all"
    real = "real"
    paper = "paper"


CUTS: dict[str, pl.Expr] = {
    "money": pl.when("paper").then(pl.lit("paper")).otherwise(pl.lit("real")),
    **{name: SEGMENTS[name] for name in ("market", "book", "side", "edge_size")},
    "model": pl.coalesce(
        worded("{} {}", "model", "version"), "model", pl.lit("without a model", dtype=pl.String)
    ),
}
"""The cuts of a report by name."""


@dataclass(frozen=True)
class BetsReport:
    """What bets came to.

    `ledger`: one row a bet, as `nba_props.ledger.metrics` takes it. `metrics`, `intervals`: by the names of
    the catalogue. `segments`: as `nba_props.ledger.segments.segment_frame` returns them, for `CUTS`. `start`:
    the bankroll before the first bet, 0 where nobody told.
    """

    since: dt.date | None
    money: Money
    ledger: pl.DataFrame
    metrics: dict[str, float]
    intervals: dict[str, Interval]
    segments: pl.DataFrame
    start: float

    @property
    def daily(self) -> Daily:
        """The bets that count by night."""
        return Daily.of(self.ledger)

    @property
    def n_late(self) -> int:
        """How many bets were entered after tip-off, or after their night: they may have been chosen since."""
        entered = pl.coalesce("placed_at", "recorded_at")
        after_night = eastern_day(entered) > pl.col("night")
        return self.ledger.filter(pl.coalesce(entered >= pl.col("tip_off"), after_night)).height

    def as_plain(self) -> dict[str, Any]:
        """Return all but the bets, for JSON."""
        return {
            "since": self.since,
            "money": self.money,
            "metrics": self.metrics,
            "intervals": self.intervals,
            "segments": self.segments.to_dicts(),
            "start": self.start,
            "n_late": self.n_late,
            "nights": self.nights.to_dicts(),
        }

    @property
    def nights(self) -> pl.DataFrame:
        """One row a night with bets that count: `date`, `bets`, `staked`, `profit`, `bankroll` at its end."""
        rows = counted(self.ledger).group_by("date").agg(
            bets=pl.len(), staked=pl.col("stake").sum(), profit=pl.col("profit").sum()
        )  # fmt: skip
        return rows.sort("date").with_columns(bankroll=self.start + pl.col("profit").cum_sum())


def report_of(
    bets: pl.DataFrame,
    prop_lines: pl.DataFrame,
    *,
    since: dt.date | None = None,
    money: Money = Money.all,
    bankroll: float | None = None,
) -> BetsReport:
    """Return what bets came to.

    Args:
        bets: as `BetLedger.bets` returns them.
        prop_lines: the canonical table, for the close.
        since: the first night that counts.
        money: which bets count.
        bankroll: before the first of these bets; by default what the first pick among them tells.
    """
    chosen = bets if since is None else bets.filter(pl.col("night") >= since)
    if money is not Money.all:
        chosen = chosen.filter(pl.col("paper") == (money is Money.paper))
    start = _start(chosen) if bankroll is None else bankroll
    ledger = _ledger(with_close(chosen, prop_lines), start)
    daily = Daily.of(ledger)
    bootstrap = DateBootstrap.of(daily.dates, SEED, RESAMPLES)
    intervals = uncertainty(daily, bootstrap).intervals | _clv(counted(ledger), bootstrap)
    segments = segment_frame(ledger, bootstrap, CUTS)
    return BetsReport(since, money, ledger, betting_metrics(ledger), intervals, segments, start)


def _start(bets: pl.DataFrame) -> float:
    told = bets.drop_nulls("bankroll").sort("recorded_at")
    return float(told["bankroll"][0]) if told.height else 0.0


def _ledger(bets: pl.DataFrame, start: float) -> pl.DataFrame:
    """Return the bets as simulated ones are kept; the bankroll is that before each night."""
    ledger = bets.with_columns(
        pl.col("night").alias("date"),
        pl.col("player_id").fill_null(-1),  # for the order within a night alone
        pl.col("side").cast(side_dtype()),
        pl.col("result").cast(result_dtype()),
        unit_profit=pl.col("profit") / pl.col("stake"),
        kelly=pl.lit(None, dtype=pl.Float64),
    )
    nights = ledger.group_by("date").agg(pl.col("profit").sum()).sort("date")
    before = pl.col("profit").cum_sum().shift(1, fill_value=0.0) + start
    return ledger.drop("bankroll").join(
        nights.select("date", bankroll=before), on="date", how="left", maintain_order="left"
    )


def _clv(bets: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Interval]:
    closed = bets.drop_nulls("clv")
    dates, clv = (closed[name].to_numpy() for name in ("date", "clv"))
    ends = interval_of_bets(bootstrap, dates, clv, np.ones(len(clv)))
    return {} if ends is None else {"betting_clv": ends}
