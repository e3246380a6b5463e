"""NBP034: the model was never calibrated at lines of its market."""

from __future__ import annotations

from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP034", "Market never calibrated", Severity.ISSUE, Topic.NIGHT)
def night_calibration(evidence: Evidence) -> CheckResult:
    """Triggers where the model's run had no lines, by which its probabilities could be calibrated."""
    calibrated = evidence.tonight.calibrated
    if calibrated is None:
        raise NotKnownError("whether the probabilities are calibrated is not known")
    if not calibrated:
        reason = (
            f"the model of {evidence.market} was fitted without lines, and its probabilities never tested"
        )
        return failed(reason, "Fit it on games with lines before betting on what it claims.")
    return passed(f"the probabilities of {evidence.market} are calibrated at lines")
