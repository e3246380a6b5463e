"""NBP030: the logs lack games that were played before the night."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MOST_DAYS = 7
"""Days without a game in the middle of a season: the All-Star break."""


@check("NBP030", "Logs older than the last game day", Severity.ISSUE, Topic.NIGHT)
def night_logs(evidence: Evidence) -> CheckResult:
    """Triggers where a day with lines has no log, or the last log is more than a week old."""
    night = evidence.tonight
    if night.last_logged is None:
        raise NotKnownError("no game is logged")
    days = (night.night - night.last_logged).days
    reason = f"games are logged up to {night.last_logged}, {count(days, 'day')} before {night.night}"
    missed = night.last_quoted is not None and night.last_quoted > night.last_logged
    if missed:
        reason += f"; there were lines on games of {night.last_quoted}"
    if missed or days > MOST_DAYS:
        return failed(reason, "Update the game logs; what is predicted now rests on old form.")
    return passed(reason)
