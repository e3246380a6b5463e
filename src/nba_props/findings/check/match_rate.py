"""NBP013: many lines failed no player-game."""

from __future__ import annotations

from nba_props.data.matching.known_ids import FOUND as BY_ID
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
    """Triggers where fewer lined player-games than the bound were matched by name, or by their ids."""
    figures = {} if evidence.quality is None else evidence.quality.figures
    if evidence.quality is None or not {FIGURE, BY_ID} & {*figures}:
        raise NotKnownError("no lines were matched")
    by_name = FIGURE in figures
    rate = known(figures[FIGURE if by_name else BY_ID], "the match rate")
    reason = f"{share(rate)} of the lined player-games were matched by {'name' if by_name else 'their ids'}"
    if rate >= BOUND:
        return passed(reason)
    lost = evidence.quality.unmatched
    if lost:
        things = count(len(lost), "name" if by_name else "player")
        reason += f"; {things} stayed unmatched, most often {lost[0].written}"
    advice = (
        "Map the unmatched names of data/quality.json; priced figures are of a selected part until then."
        if by_name
        else "Look at the data-quality report: it names ids that the logs do not have."
    )
    return failed(reason, advice)
