"""NBP020: the bets return less than the model claimed."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence


@check("NBP020", "Claimed return not realised", Severity.ISSUE, Topic.EDGE)
def claimed_return(evidence: Evidence) -> CheckResult:
    """Triggers where the claimed return lies above the 95 % interval of the realised one.

    Choosing bets by their value favours those that are overrated (the winner's curse), so some of this is
    there even with calibrated probabilities.
    """
    claimed = evidence.figure("betting_expected_roi")
    value, ends = evidence.figure("betting_roi"), evidence.known_interval("betting_roi")
    reason = f"claimed {percent(claimed)}, realised {percent(value)}{span(ends)}"
    if claimed > ends[1]:
        advice = (
            "Shrink the probabilities towards the no-vig ones before pricing; stakes by Kelly are too large"
            " by the same factor."
        )
        return failed(reason, advice)
    return passed(reason)
