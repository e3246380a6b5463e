"""NBP004: the return is not shown to be above zero."""

from __future__ import annotations

from nba_props.evaluation.formatting import count, percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence

WAIT = "Take it for no edge until more bets say otherwise."


@check("NBP004", "No return above zero is shown", Severity.ISSUE, Topic.EDGE)
def roi(evidence: Evidence) -> CheckResult:
    """Triggers unless the whole 95 % interval of the return is above zero; too few bets have none."""
    value, ends = evidence.figure("betting_roi"), evidence.interval("betting_roi")
    bets = count(evidence.bets.height, "bet")
    if ends is None:
        return failed(f"ROI is {percent(value)} over {bets}, too few for an interval", WAIT)
    figures = f"ROI is {percent(value)}{span(ends)} over {bets}"
    if ends[0] > 0:
        return passed(f"{figures}; the whole interval is above zero")
    if ends[1] < 0:
        advice = "Do not bet this: the books' margin is larger than whatever the model knows."
        return failed(f"{figures}; the whole interval is below zero", advice)
    return failed(f"{figures}; the interval holds zero", WAIT)
