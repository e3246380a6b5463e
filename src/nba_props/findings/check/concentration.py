"""NBP010: the profit comes from one book, one player or one week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

MIN_BETS = 30
"""Bets below which the best player or week always makes up the profit."""

MAX_SHARE = 0.8
"""The share of the profit from which one source counts as all of it; the rest may well be luck."""

ALPHA = 0.05
"""How often luck may be told to be one source, of books, players and weeks together."""

DRAWS, SEED = 1_000, 0

PARTS = {
    "book": pl.col("book"),
    "player": pl.col("player_id").cast(pl.String),
    "week": pl.col("date").dt.truncate("1w").dt.strftime("%Y-%m-%d"),
}

TOGETHER = {"book": ["player_id", "date"], "player": ["player_id", "date"], "week": ["date"]}
"""Whose bets share their luck, and are drawn as one."""


@check("NBP010", "Profit from one book, player or week", Severity.TIP, Topic.EDGE)
def concentration(evidence: Evidence) -> CheckResult:
    """Triggers where most of a profit came from the best book, player or week, and more than luck gives it.

    One of them is always the best, and the best of many makes up a small profit. A ledger of one book has no
    other to stand on, and is judged by players and weeks alone.
    """
    bets = evidence.bets
    total = known(bets["profit"].sum(), "the profit")
    if total <= 0:
        raise NotKnownError("there is no profit to come from anywhere")
    if bets.height < MIN_BETS:
        raise NotKnownError(f"{count(bets.height, 'bet')}; {MIN_BETS} are needed")
    best = [part for name in PARTS if (part := _best(bets, name)) is not None]
    if not best:
        raise NotKnownError("the bets are all on one book, player and week")
    nearly_all = [part for part in best if part.profit >= MAX_SHARE * total]
    surely = [part for part in nearly_all if chance_of_best(bets, part) <= ALPHA / len(best)]
    shown = max(surely or best, key=lambda part: (part.profit, -part.bets))
    reason = f"of a profit of {total:+,.1f}, {shown.profit:+,.1f} came from {_name(evidence, shown)}"
    if surely:
        advice = "One source of profit is a fault in its data until shown otherwise: look at those bets."
        rest = total - shown.profit
        return failed(f"{reason}; the rest is {rest:+,.1f}", advice)
    return passed(f"{reason}; the best of so many may make as much by chance" if nearly_all else reason)


class Part(NamedTuple):
    """A book, player or week (`kind`), with its profit and number of bets."""

    kind: str
    value: str
    profit: float
    bets: int


def chance_of_best(bets: pl.DataFrame, part: Part) -> float:
    """Return how often luck alone gives the best part of its kind as much, where it gives a profit at all.

    As many bets as each book, player or week has are drawn with replacement from gains and losses, gains as
    often as makes them come to nothing on average. Bets on one player-game are drawn as one, of a week those
    of a date.

    Args:
        bets: those that count.
        part: the best one.
    """
    keys = [PARTS[part.kind].alias("part"), *TOGETHER[part.kind]]
    sums = bets.group_by(keys, maintain_order=True).agg(pl.col("profit").sum()).drop_nulls("part")
    owner, profits = sums["part"].rank("dense").to_numpy() - 1, sums["profit"].to_numpy()
    gains, losses = profits[profits > 0], profits[profits <= 0]
    if not len(losses):
        return 0.0
    fair = losses.mean() / (losses.mean() - gains.mean())
    rng, n = np.random.default_rng(SEED), len(profits)
    drawn = (
        np.where(rng.random(n) < fair, rng.choice(gains, n), rng.choice(losses, n)) for _ in range(DRAWS)
    )
    best = np.array([np.bincount(owner, each).max() for each in drawn if each.sum() > 0])
    return float((1 + (best >= part.profit - 1e-9).sum()) / (1 + len(best)))


def _best(bets: pl.DataFrame, kind: str) -> Part | None:
    """Return the value of a part with the largest profit; None where there is only one."""
    # In order: sums that differ in their last digit from one run to the next would tell equal parts apart.
    parts = bets.group_by(PARTS[kind].alias("value"), maintain_order=True)
    sums = parts.agg(pl.col("profit").sum(), pl.len()).drop_nulls()
    if sums.height < 2:
        return None
    value, profit, number = sums.sort("profit", "value", descending=[True, False]).row(0)
    return Part(kind, value, profit, number)


def _name(evidence: Evidence, part: Part) -> str:
    """Return the part in words, with the player's name instead of the number where rows tell it."""
    rows = evidence.rows
    value = part.value
    if part.kind == "player" and rows is not None and "player_name" in rows.columns:
        named = rows.filter(pl.col("player_id").cast(pl.String) == value)["player_name"]
        value = value if named.is_empty() else str(named[0])
    return f"{'the week of' if part.kind == 'week' else part.kind} {value}"
