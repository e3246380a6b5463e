"""NBP027: the game logs end long before the lines."""

from __future__ import annotations

from nba_props.evaluation.formatting import share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MOST_STALE = 0.25
"""Share of lines on games too long after the last logged one; that of play-offs without logs is 0.08."""


@check("NBP027", "Logs older than the lines", Severity.ISSUE, Topic.DATA)
def stale_logs(evidence: Evidence) -> CheckResult:
    """Triggers where many lines are on games that are more than ten days after the last logged one."""
    reach = None if evidence.quality is None else evidence.quality.reach
    if reach is None:
        raise NotKnownError("there are no lines")
    reason = (
        f"games are logged up to {reach.last_game}, lines reach to {reach.last_line}; {share(reach.stale)} "
        "of the lines are on games more than ten days after the last logged one"
    )
    if reach.stale > MOST_STALE:
        return failed(reason, "Get the game logs up to the lines; what is predicted now rests on old form.")
    return passed(reason)
