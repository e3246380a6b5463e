"""NBP024: lines are far from anything that the players score in their market."""

from __future__ import annotations

from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP024", "Lines do not fit their market", Severity.ISSUE, Topic.TRUST)
def market_fit(evidence: Evidence) -> CheckResult:
    """Triggers where the lines of a market are half of what the players average in it, or twice."""
    if evidence.quality is None or not evidence.quality.kept.get("prop_lines"):
        raise NotKnownError("there are no lines")
    wrong = evidence.quality.misfits
    if wrong:
        advice = (
            "Look which column or file says the market; map it (data.prop_line_columns.market) or its names"
            " (data.market_names)."
        )
        return failed("; ".join(wrong), advice)
    return passed("lines are near what the players average in their market")
