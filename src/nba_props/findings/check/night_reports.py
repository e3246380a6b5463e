"""NBP032: a team of the night has no injury report, and the model reads them."""

from __future__ import annotations

from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP032", "Injury reports missing", Severity.ISSUE, Topic.NIGHT)
def night_reports(evidence: Evidence) -> CheckResult:
    """Triggers where the model reads injury reports and a team of the night has none yet."""
    silent = evidence.tonight.silent_teams
    if silent is None:
        raise NotKnownError("the model reads no injury reports")
    if silent:
        reason = f"no injury report of {', '.join(silent)} is known yet: who of them is out is not known"
        return failed(reason, "Fetch the reports again, or wait; a missing report never means that all play.")
    return passed("every team of the night has an injury report")
