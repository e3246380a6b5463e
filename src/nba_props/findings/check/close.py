"""NBP009: by the time the book closes, the bets are worth nothing."""

from __future__ import annotations

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MIN_BETS = 30
"""Bets with a later quote below which a mean CLV says nothing."""


@check("NBP009", "Edge gone at the close", Severity.ISSUE, Topic.EDGE)
def close(evidence: Evidence) -> CheckResult:
    """Triggers where the closing prices, margin taken out, value the bets at less than their stake."""
    closed = evidence.figure("betting_n_closed")
    if closed < MIN_BETS:
        raise NotKnownError(f"{count(closed, 'bet')} with a later pre-game quote; {MIN_BETS} are needed")
    value = evidence.figure("betting_clv_novig")
    worth = f"{share(abs(value))} {'more' if value > 0 else 'less'} than their stake"
    reason = f"at the close {count(closed, 'bet')} are worth {worth}"
    if evidence.has("betting_beat_close"):
        reason += f", and {share(evidence.figure('betting_beat_close'), 0)} beat the closing price"
    if value <= 0:
        advice = (
            "The books came to know what the model did not. Bet earlier, or give the model the news that"
            " moved the price."
        )
        return failed(reason, advice)
    return passed(reason)
