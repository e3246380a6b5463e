"""NBP018: the books' no-vig probability is the better one."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence

SURE = "Whoever bets on the worse of two probabilities pays for the difference, and the margin on top."
UNSURE = "Bets pay the margin: only a probability that is better than the price's by more than that earns it."


@check("NBP018", "No skill against the no-vig probability is shown", Severity.ISSUE, Topic.SKILL)
def novig(evidence: Evidence) -> CheckResult:
    """Triggers where the skill in log loss against the no-vig probability is below zero.

    A pool with the price is near it by design: it must be surely below zero.
    """
    value, ends = evidence.figure("skill_log_loss"), evidence.interval("skill_log_loss")
    figures = f"skill in log loss against the no-vig probability is {percent(value, 2)}{span(ends, 2)}"
    unsure = ends is not None and ends[1] >= 0
    if value < 0 and not (unsure and evidence.has("pool_weight")):
        reason = f"{figures}, not told apart from zero" if unsure else figures
        return failed(reason, UNSURE if unsure else SURE)
    return passed(figures)
