"""Betting metrics: pure functions of the ledger.

Bets count that were won, lost or pushed with money on them. Voids and pending bets enter nothing but their
own counts, so adding some changes no figure. Pushes are staked money that came back: they count in the
return, not in the win rate. What cannot be computed is absent, never zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.ledger.columns import BetResult, order_of
from nba_props.ledger.daily import Daily, counted

GAME_DATES = 165
"""Dates with games in a regular season; the Sharpe ratio is annualised by its root."""

_WON, _LOST = (pl.col("result") == result.value for result in (BetResult.WIN, BetResult.LOSS))

SUMS: dict[str, pl.Expr] = {
    "betting_profit": pl.col("profit").sum(),
    "betting_staked": pl.col("stake").sum(),
    "betting_roi": pl.col("profit").sum() / pl.col("stake").sum(),
    "betting_flat_roi": pl.col("unit_profit").mean(),
    "betting_expected_roi": (pl.col("value") * pl.col("stake")).sum()
    / pl.col("stake").filter(pl.col("value").is_not_null()).sum(),
    "betting_win_rate": _WON.sum() / (_WON.sum() + _LOST.sum()),
    "betting_average_odds": pl.col("price").mean(),
    "betting_kelly_criterion": pl.col("kelly").mean(),
    "betting_clv": pl.col("clv").mean(),
    "betting_clv_novig": pl.col("clv_novig").mean(),
    "betting_beat_close": (pl.col("clv") > 0).mean(),
}
"""Metrics that sum up bets without regard to time, as expressions over bets that count.

`profit` and `staked` in units of money; `roi` and `expected_roi` (what the model claimed, of bets
that it claimed something of) per unit staked.
`flat_roi`: what one unit on each bet would have returned; stakes that grow with the bankroll make the bets of
the last weeks weigh most in `roi`. `win_rate` without pushes; `average_odds` the mean decimal price;
`kelly_criterion` the mean share of the bankroll that full Kelly advises, whatever the plan stakes; `clv`,
`clv_novig` and `beat_close` (the share with a CLV above 0) over the bets that have a close.
"""

COUNTS: dict[str, pl.Expr] = {
    "betting_n_bets": pl.len(),
    "betting_n_pushes": (pl.col("result") == BetResult.PUSH.value).sum(),
    "betting_n_closed": pl.col("clv").count(),
}
"""Numbers of bets that count; `n_closed` have a CLV."""


def betting_metrics(ledger: pl.DataFrame, calendar: Iterable[dt.date] = ()) -> dict[str, float]:
    """All metrics of a ledger that can be computed (see docs/explanations/bets.md).

    Args:
        ledger: as `nba_props.ledger.bankroll.run_bankroll` returns it, with a close
            (`nba_props.ledger.closing.add_close`); or some rows of one.
        calendar: the dates on which bets could have been made: the Sharpe ratio then also counts the dates
            without any, on which nothing was won or lost.

    Returns:
        Metrics by name; `betting_n_bets` is always there.
    """
    bets = counted(ledger)
    sums = bets.select(**SUMS).row(0, named=True) if bets.height else {}
    daily = Daily.of(bets, calendar)
    values = {
        **sums,
        "betting_sharpe_ratio": sharpe_ratio(daily.returns),
        "betting_max_drawdown": max_drawdown(daily.equity),
        "betting_longest_losing_run": longest_losing_run(bets),
        **bets.select(**COUNTS).row(0, named=True),
        **_not_counted(ledger),
    }
    return finite(values)


def finite(values: dict[str, float | None]) -> dict[str, float]:
    """Return the values that could be computed, as floats."""
    return {n: float(v) for n, v in values.items() if v is not None and math.isfinite(v)}


def sharpe_ratio(returns: Floats) -> float | None:
    """Mean over standard deviation of daily returns on the bankroll, times the root of `GAME_DATES`.

    A year is one regular season, its days those with games. Nothing is taken off for a riskless rate. None
    with fewer than two days, or where all returns are equal.
    Source: Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21, 1994.

    Args:
        returns: [days].
    """
    daily = daily_sharpe(returns)
    return None if daily is None else daily * math.sqrt(GAME_DATES)


def daily_sharpe(returns: Floats) -> float | None:
    """Return the Sharpe ratio per day, not annualised."""
    if len(returns) < 2 or np.ptp(returns) == 0:
        return None
    return float(returns.mean() / returns.std(ddof=1))


def max_drawdown(equity: Floats) -> float | None:
    """Return the largest fall from an earlier high, as a share of that high: 0.25 is a quarter lost.

    Args:
        equity: the bankroll at the start and after each day [days + 1]: a loss from the start counts. None
            where there is no day, or nothing at the start, as without any bet.
    """
    if len(equity) < 2 or equity[0] <= 0:
        return None
    high = np.maximum.accumulate(equity)
    return float(np.max(1 - equity / high))


def longest_losing_run(bets: pl.DataFrame) -> int | None:
    """Return the most bets lost in a row, by date.

    Pushes neither break nor lengthen a run. None without a decision.

    Bets of one date end together, in an order that nobody chose: they are taken by player, market, line and
    side, so that the order of rows does not matter. Bets that share these have the same result.
    """
    decided = bets.filter(_WON | _LOST)
    if decided.is_empty():
        return None
    order = order_of(decided, "date", "player_id", "market", "line", "side")
    wins = (decided["result"] == BetResult.WIN.value)[order].arg_true().to_numpy()
    edges = np.concatenate([[-1], wins, [decided.height]])
    return int(np.diff(edges).max() - 1)


def _not_counted(ledger: pl.DataFrame) -> dict[str, float | None]:
    result = ledger.filter(pl.col("stake") > 0)["result"]
    return {
        "betting_n_voids": float((result == BetResult.VOID.value).sum()),
        "betting_n_pending": float((result == BetResult.PENDING.value).sum()),
    }
