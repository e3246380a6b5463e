"""NBP025: most quotes are from after tip-off."""

from __future__ import annotations

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

MOST_IN_PLAY = 0.5
"""Collectors take quotes before games; where most are later, a clock is read in the wrong zone."""


@check("NBP025", "Quotes mostly after tip-off", Severity.ISSUE, Topic.DATA)
def quotes_in_play(evidence: Evidence) -> CheckResult:
    """Triggers where more than half of the quotes with a known tip-off were taken after it."""
    times = None if evidence.quality is None else evidence.quality.quote_times
    if times is None or not times.timed:
        raise NotKnownError("no quote has a known tip-off")
    late = times.in_play / times.timed
    reason = f"{share(late)} of {count(times.timed, 'quote')} with a known tip-off were taken after it"
    if late > MOST_IN_PLAY:
        hours = times.hours_late
        if hours is not None and hours >= 1:
            reason += f", typically by {hours:.0f} hours"
        advice = (
            "Check the time zones of tip-off and quote time; data.time_zone says that of times without one."
        )
        return failed(reason, advice)
    return passed(reason)
