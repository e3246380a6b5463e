"""NBP019: the return is better than markets leave lying about."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, share, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence

BOUND = 0.05
"""Professionals live off 2 to 5 % of what they stake; more than that, over many bets, is most often a price
that was not on offer."""


@check("NBP019", "Return too good to be true", Severity.TIP, Topic.TRUST)
def plausible_return(evidence: Evidence) -> CheckResult:
    """Triggers where the return is above its bound and its interval above zero."""
    value, ends = evidence.figure("betting_roi"), evidence.known_interval("betting_roi")
    reason = (
        f"ROI is {percent(value)}{span(ends)}; above {share(BOUND, 0)} a wrong price is likelier than an edge"
    )
    if value > BOUND and ends[0] > 0:
        advice = "Look at the ten best bets: was this price on offer, at this line, at this time, for money?"
        return failed(reason, advice)
    return passed(reason)
