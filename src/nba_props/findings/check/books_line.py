"""NBP005: the books' line is nearer to the outcome than the model is."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence


@check("NBP005", "No skill against the books' line is shown", Severity.ISSUE, Topic.SKILL)
def books_line(evidence: Evidence) -> CheckResult:
    """Triggers where the skill in MAE is below zero on the player-games that have a line."""
    value, ends = evidence.figure("skill_mae"), evidence.interval("skill_mae")
    figures = f"skill against the line is {percent(value)}{span(ends)}"
    if value < 0:
        unsure = ends is not None and ends[1] >= 0
        reason = f"{figures}, not told apart from zero" if unsure else figures
        advice = (
            "A model that is further from the outcome than the line cannot know more than the line does;"
            " lineup news and minutes are what it usually lacks."
        )
        return failed(reason, advice)
    return passed(figures)
