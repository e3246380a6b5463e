"""NBP026: rows say what cannot be true."""

from __future__ import annotations

from nba_props.data.contradictions import listed
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MOST = 0.001
"""Share of a table's rows that may break a rule; the league's own logs break none in 175,349 rows."""


@check("NBP026", "Contradictions in the data", Severity.ISSUE, Topic.DATA)
def contradictions(evidence: Evidence) -> CheckResult:
    """Triggers where more than one row in a thousand says what cannot be true in this league."""
    if evidence.quality is None:
        raise NotKnownError("there is no data-quality report")
    found = evidence.quality.contradictions
    many = [one for one in found if one.rows > MOST * one.of]
    if many:
        advice = "Look at the examples in the data-quality report, and mend the files or get them anew."
        return failed(listed(many), advice)
    return passed(listed(found) or "no row contradicts another or itself")
