"""NBP010: the profit comes from one book, one player or one week."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

MIN_BETS = 30
"""Bets below which the best player or week always makes up the profit."""

MAX_SHARE = 0.8
"""The share of the profit from which one source counts as all of it; the rest may well be luck."""

PARTS = {
    "book": pl.col("book"),
    "player": pl.col("player_id").cast(pl.String),
    "week": pl.col("date").dt.truncate("1w").dt.strftime("%Y-%m-%d"),
}


@check("NBP010", "Profit from one book, player or week", Severity.TIP, Topic.EDGE)
def concentration(evidence: Evidence) -> CheckResult:
    """Triggers where most of a profit came from the best book, player or week.

    A ledger of one book has no other to stand on, and is judged by players and weeks alone.
    """
    bets = evidence.bets
    total = known(bets["profit"].sum(), "the profit")
    if total <= 0:
        raise NotKnownError("there is no profit to come from anywhere")
    if bets.height < MIN_BETS:
        raise NotKnownError(f"{count(bets.height, 'bet')}; {MIN_BETS} are needed")
    best = [part for name in PARTS if (part := _best(evidence, bets, name)) is not None]
    if not best:
        raise NotKnownError("the bets are all on one book, player and week")
    shown = max(best, key=lambda part: (part.profit, -part.bets))
    reason = f"of a profit of {total:+,.1f}, {shown.profit:+,.1f} came from {shown.name}"
    if shown.profit >= MAX_SHARE * total:
        advice = "One source of profit is a fault in its data until shown otherwise: look at those bets."
        rest = total - shown.profit
        return failed(f"{reason}; the rest is {rest:+,.1f}", advice)
    return passed(reason)


class _Part(NamedTuple):
    """A book, player or week, with its profit and number of bets."""

    name: str
    profit: float
    bets: int


def _best(evidence: Evidence, bets: pl.DataFrame, name: str) -> _Part | None:
    """Return the value of a part with the largest profit; None where there is only one."""
    # In order: sums that differ in their last digit from one run to the next would tell equal parts apart.
    parts = bets.group_by(PARTS[name].alias("value"), maintain_order=True)
    sums = parts.agg(pl.col("profit").sum(), pl.len()).drop_nulls()
    if sums.height < 2:
        return None
    value, profit, number = sums.sort("profit", "value", descending=[True, False]).row(0)
    kind = "the week of" if name == "week" else name
    return _Part(f"{kind} {_name(evidence, name, value)}", profit, number)


def _name(evidence: Evidence, part: str, value: str) -> str:
    """Return the player's name instead of the number, where rows tell it."""
    rows = evidence.rows
    if part != "player" or rows is None or "player_name" not in rows.columns:
        return value
    named = rows.filter(pl.col("player_id").cast(pl.String) == value)["player_name"]
    return value if named.is_empty() else str(named[0])
