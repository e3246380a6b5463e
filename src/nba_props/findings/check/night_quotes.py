"""NBP031: no quote is fresh enough to bet at, or most are of games that have begun."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP031", "Quotes too old or in play", Severity.ISSUE, Topic.NIGHT)
def night_quotes(evidence: Evidence) -> CheckResult:
    """Triggers where the latest quote is older than is allowed, or more than half are of games under way."""
    night = evidence.tonight
    if night.quote_age is None or not night.quotes:
        raise NotKnownError("there are no quotes of the night")
    reason = f"the latest of {count(night.quotes, 'quote')} is {count(night.quote_age, 'minute')} old"
    if night.in_play:
        reason += f"; {count(night.in_play, 'is', 'are')} of games that have begun"
    if night.quote_age > night.most_age or 2 * night.in_play > night.quotes:
        return failed(reason, "Fetch the odds again; at these prices no bet can be made any more.")
    return passed(reason)
