"""NBP035: the bets claim more than the model's own run ever realised."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP035", "Claims beyond what was realised", Severity.ISSUE, Topic.NIGHT)
def night_claims(evidence: Evidence) -> CheckResult:
    """Triggers where the bets' mean value lies above all that the model's run may have returned.

    That is the interval of its return; of a few bets, what as many at such prices may come to by luck.
    """
    night = evidence.tonight
    if night.claimed is None:
        raise NotKnownError("there are no bets")
    reason = f"tonight's bets on {evidence.market} claim {percent(night.claimed)}"
    advice = "Take the value for an error of the model until bets on paper have shown it."
    if night.realised is None:
        return failed(f"{reason}; the model's own run never made a bet", advice)
    reason += f"; the model's own run returned {percent(night.realised)} at most"
    return failed(reason, advice) if night.claimed > night.realised else passed(reason)
