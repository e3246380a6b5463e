"""NBP033: the model has not learnt from the last weeks, or has learnt from what is to come."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MOST_DAYS = 30
"""Days after which a model is to be fitted again."""


@check("NBP033", "Model old, or of later", Severity.ISSUE, Topic.NIGHT)
def night_model(evidence: Evidence) -> CheckResult:
    """Triggers where the model learnt from nothing of the last thirty days, or from the night itself."""
    night = evidence.tonight
    if night.trained_until is None:
        raise NotKnownError("the model does not say what it was trained on")
    if night.trained_until > night.night:
        return failed(
            f"the model of {evidence.market} learnt from games before {night.trained_until}, those of "
            f"{night.night} among them",
            "Replay the night with a model fitted before it; what this one claims proves nothing.",
        )
    days = (night.night - night.trained_until).days
    learnt = f"the model of {evidence.market} learnt from games before {night.trained_until}"
    reason = f"{learnt}, {count(days, 'day')} ago"
    if days > MOST_DAYS:
        return failed(reason, "Fit it again on the games since, and promote that.")
    return passed(reason)
