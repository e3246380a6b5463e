"""NBP021: nearly all bets are on the same side."""

from __future__ import annotations

import polars as pl

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

BOUND = 0.85
"""Bets that follow from what is known of single players fall on both sides; a bias has only one."""

MIN_BETS = 50
"""Bets below which such a share comes by chance."""


@check("NBP021", "Bets nearly all on one side", Severity.TIP, Topic.EDGE)
def one_side(evidence: Evidence) -> CheckResult:
    """Triggers where more than the bound are over, or under."""
    bets = evidence.bets
    if bets.height < MIN_BETS:
        raise NotKnownError(f"{count(bets.height, 'bet')}; {MIN_BETS} are needed")
    over = known(
        bets.select((pl.col("side").cast(pl.String) == "over").mean()).item(), "the side of the bets"
    )
    side, most = ("over", over) if over >= 0.5 else ("under", 1 - over)
    reason = f"{share(most, 0)} of {count(bets.height, 'bet')} are {side}"
    if most > BOUND:
        if evidence.has("priced_bias"):
            reason += f" (bias on priced rows {evidence.figure('priced_bias'):+.2f})"
        advice = (
            "Look at the bias on the priced rows and at the median: a mean above the line makes overs of"
            " nothing. If the books do shade one side, the return must show it."
        )
        return failed(reason, advice)
    return passed(reason)
