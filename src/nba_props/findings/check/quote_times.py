"""NBP012: prices from after tip-off, or too old to be had when the bet was made."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

STALE = dt.timedelta(hours=2)
"""News of a scratch moves a price within minutes; two hours later an old one is a memory."""

STALE_SHARE = 0.05
"""Some books are asked less often than others; a few old quotes change nothing."""

UNKNOWN_SHARE = 0.5
"""The share of bets whose tip-off is unknown above which nobody can say that none was in play."""


@check("NBP012", "Stale or in-play quotes", Severity.ISSUE, Topic.TRUST)
def quote_times(evidence: Evidence) -> CheckResult:
    """Triggers on the first bet at or after tip-off, and where many quotes were old when they were bet on."""
    bets = evidence.bets
    times = bets.select(
        in_play=(pl.max_horizontal("quoted_at", "bet_at") >= pl.col("tip_off")).sum(),
        stale=(pl.col("bet_at") - pl.col("quoted_at") > STALE).mean(),
        untimed=pl.any_horizontal(pl.col("quoted_at", "bet_at").is_null()).sum(),
        blind=pl.col("tip_off").is_null().sum(),
    ).row(0, named=True)
    if times["in_play"] or (times["stale"] or 0) > STALE_SHARE:
        late = count(times["in_play"], "was made", "were made")
        reason = f"of {count(bets.height, 'bet')}, {late} at tip-off or later and "
        reason += f"{share(times['stale'] or 0)} at quotes older than two hours"
        advice = (
            "Look at tip-off times and time zones first; then bound the age of quotes (max_age) in the"
            " selection."
        )
        return failed(reason, advice)
    if times["untimed"] or times["blind"] > UNKNOWN_SHARE * bets.height:
        raise NotKnownError(f"tip-off or quote time of many of {count(bets.height, 'bet')} is not known")
    stale = known(times["stale"], "the age of the quotes")
    reason = f"all of {count(bets.height - times['blind'], 'bet')} with a known tip-off were made before it"
    if times["blind"]:
        reason += f" ({times['blind']:,} have none)"
    return passed(f"{reason}, {share(stale)} at quotes older than two hours")
