"""NBP029: when injury reports were known is assumed, not read."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

TABLE = "reports"
MOST = 0.1
"""Share of the reports that may rest on an assumption; some games' tip-offs are in no file."""


@check("NBP029", "Times of injury reports assumed", Severity.TIP, Topic.TRUST)
def report_times(evidence: Evidence) -> CheckResult:
    """Triggers where more than a tenth of the reports have no time, or their games no known tip-off."""
    quality = evidence.quality
    given = 0 if quality is None else quality.read.get(TABLE, 0)
    if quality is None or not given:
        raise NotKnownError("no reports were given")
    assumed = [step for step in quality.steps if step.table == TABLE and step.assumed]
    told = "; ".join(f"{step.rows:,} with {step.reason}" for step in assumed)
    if any(step.rows > MOST * given for step in assumed):
        advice = (
            "Use reports with a time of publication and files that tell the tip-off: a report counts if it"
            " was known when the prices were seen that are bet at."
        )
        return failed(f"of {count(given, 'report')}, {told}", advice)
    return passed(f"of {count(given, 'report')}, {told or 'none rests on an assumed time'}")
