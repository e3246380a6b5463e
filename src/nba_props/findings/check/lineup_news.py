"""NBP002: who was out was read off the box scores."""

from __future__ import annotations

from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence


@check("NBP002", "Lineup news taken from who played", Severity.ISSUE, Topic.TRUST)
def lineup_news(evidence: Evidence) -> CheckResult:
    """Triggers on any label of the availability input: a label says that it was not known before tip-off."""
    if evidence.lineup_label:
        advice = (
            "Read the figures as the best that a perfect injury report could do; use availability=expected,"
            " or availability=reported with a table of what was known when, for figures to act on."
        )
        return failed(f"lineups come from {evidence.lineup_label}, which nobody had before tip-off", advice)
    return passed("features use no lineup that was known only afterwards")
