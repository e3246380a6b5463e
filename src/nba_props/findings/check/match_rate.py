"""NBP013: many lines failed no player-game."""

from __future__ import annotations

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

FIGURE = "share of them with a matched name"
"""In `QualityReport.figures`: of lined player-games in the logs, those whose name was matched."""

BOUND = 0.95
"""What is lost is no random part: nicknames, suffixes and accents are those of few players."""


@check("NBP013", "Low match rate of lines", Severity.TIP, Topic.DATA)
def match_rate(evidence: Evidence) -> CheckResult:
    """Triggers where fewer lined player-games than the bound were matched by name."""
    if evidence.quality is None or FIGURE not in evidence.quality.figures:
        raise NotKnownError("no lines were matched by name")
    rate = known(evidence.quality.figures[FIGURE], "the match rate")
    reason = f"{share(rate)} of the lined player-games were matched by name"
    if rate < BOUND:
        lost = evidence.quality.unmatched
        first = f", most often {lost[0].written}" if lost else ""
        reason += f"; {count(len(lost), 'name')} stayed unmatched{first}"
        advice = (
            "Map the unmatched names of data/quality.json; priced figures are of a selected part until then."
        )
        return failed(reason, advice)
    return passed(reason)
