"""Thresholds found on the first part of a priced period, so that the rest can be reported.

A threshold that is tuned on the dates it is reported for finds the luck in them.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from nba_props.errors import DataError
from nba_props.ledger.columns import BetResult, need
from nba_props.ledger.daily import COUNTED
from nba_props.ledger.selection import BetSelection

VALUES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1)
EDGES = (None, 0.0, 0.01, 0.02, 0.03, 0.05, 0.075)

LEAST_DATES = 2
"""Some to tune on, some to report."""
TOO_FEW = "{} tested dates have {}: must be at least 2, some to tune on, some to report"


@dataclass(frozen=True)
class Tuned:
    """`selection`: with the thresholds found.

    `until`: the last date they were found on; what comes later is untouched. `tried`: one row per pair of
    thresholds: `min_value`, `min_edge`, `bets`, `profit` (of one unit on each bet) and `score` (see `tune`;
    null with too few bets).
    """

    selection: BetSelection
    until: dt.date
    tried: pl.DataFrame


def tune(
    candidates: pl.DataFrame,
    selection: BetSelection,
    share: float = 0.5,
    *,
    values: Sequence[float] = VALUES,
    edges: Sequence[float | None] = EDGES,
    least_bets: int = 50,
) -> Tuned:
    """Choose `min_value` and `min_edge` on the first part of a priced period.

    Each pair is scored by the mean over the standard deviation of its profit per date, one unit on each bet,
    times the root of the dates: what it earns, measured in how sure that is. Of equal scores the first pair
    in the order given wins; where no pair has enough bets, the selection is returned as it was.

    Args:
        candidates: settled (`nba_props.ledger.settle.settle`), of the whole period.
        selection: all its other rules stay.
        share: of the distinct dates with a candidate that is settled, how many are tuned on; rounded down, at
            least one date is left for the rest. Games to come move nothing.
        values, edges: the thresholds that are tried; an edge of None is no limit.
        least_bets: pairs with fewer decided bets on the tuned dates have no score.

    Raises:
        DataError: fewer than two dates have settled candidates, a column is missing, or the share is not
            between 0 and 1.
    """
    need(candidates, "date", "value", "edge", "result", "unit_profit")
    until = _until(candidates, share)
    first = selection.best_offers(candidates.filter(pl.col("date") <= until))
    pairs = list(itertools.product(values, edges))
    records = [(*pair, *_score(_with(selection, *pair).choose(first), least_bets)) for pair in pairs]
    schema = ("min_value", "min_edge", "bets", "profit", "score")
    types = (pl.Float64, pl.Float64, pl.Int64, pl.Float64, pl.Float64)
    tried = pl.DataFrame(records, dict(zip(schema, types, strict=True)), orient="row")
    best = tried["score"].arg_max()
    chosen = selection if best is None else _with(selection, *pairs[best])
    return Tuned(chosen, until, tried)


def _until(candidates: pl.DataFrame, share: float) -> dt.date:
    settled = candidates.filter(pl.col("result") != BetResult.PENDING.value)
    dates = settled["date"].unique().sort().to_list()
    if not 0 < share < 1:
        raise DataError(f"share={share}: must be above 0 and below 1")
    if len(dates) < LEAST_DATES:
        raise DataError(f"bets.tuned_share: {TOO_FEW.format(len(dates), 'settled candidates')}")
    count = min(max(int(len(dates) * share), 1), len(dates) - 1)
    until: dt.date = dates[count - 1]
    return until


def _with(selection: BetSelection, value: float, edge: float | None) -> BetSelection:
    return replace(selection, min_value=value, min_edge=edge)


def _score(bets: pl.DataFrame, least_bets: int) -> tuple[int, float, float | None]:
    """Return the number of bets, their profit at one unit each, and the score."""
    decided = bets.filter(pl.col("result").is_in(COUNTED))
    # In order: sums that differ in their last digit from one run to the next would tell equal scores apart.
    by_date = decided.sort("date", maintain_order=True).group_by("date", maintain_order=True)
    days = by_date.agg(pl.col("unit_profit").sum())["unit_profit"]
    profit, spread = float(days.sum()), days.std()
    if decided.height < least_bets or not isinstance(spread, float) or spread == 0:
        return decided.height, profit, None
    return decided.height, profit, profit / spread / len(days) ** 0.5
