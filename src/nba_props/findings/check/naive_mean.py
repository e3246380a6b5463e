"""NBP006: a plain average of past games predicts as well."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence


@check("NBP006", "No skill against the naive mean is shown", Severity.ISSUE, Topic.SKILL)
def naive_mean(evidence: Evidence) -> CheckResult:
    """Triggers where the skill in MAE against the exponentially weighted mean is not above zero."""
    value, ends = evidence.figure("naive_skill_mae"), evidence.interval("naive_skill_mae")
    figures = f"skill against the naive mean is {percent(value)}{span(ends)}"
    if value <= 0:
        advice = "Look for a broken feature or a model that hardly learned before tuning anything."
        return failed(figures, advice)
    return passed(figures)
