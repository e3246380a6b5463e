"""The verdict: one line that follows from the findings, for the top of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nba_props.findings.base import Finding, Status, Topic

RETURN = "NBP004"
"""The finding that passes only where a return above zero is shown."""


SOURCE = "NBP010"
"""The finding that names the one source of a profit."""


UNSKILLED = "A return above zero is shown, but not by better predictions."


HEADLINES = {
    Topic.TRUST: "These figures are not to be acted on.",
    Topic.EDGE: "No edge is shown.",
    Topic.SKILL: "The predictions are not good enough.",
    Topic.DATA: "The inputs are not in order.",
    Topic.NIGHT: "Bets on games to come are not to be made now.",
}
"""What an issue of each topic comes to, the topic first that makes the others matter less."""


class Level(StrEnum):
    """What a verdict comes to."""

    BAD = "bad"
    CAUTION = "caution"
    GOOD = "good"


@dataclass(frozen=True)
class Verdict:
    """`headline`: one sentence. `explanation`: what it rests on, in one more."""

    level: Level
    headline: str
    explanation: str


def verdict(findings: Sequence[Finding]) -> Verdict:
    """Return what may be believed of a run.

    Doubts about the figures come first: where they are not to be trusted, it does not matter what they say.
    An edge is claimed only where no issue is left and the return is shown to be above zero. A return that is
    shown although the predictions are behind comes from quotes that are off, and is told with its source.
    """
    issues = [finding for finding in findings if finding.status is Status.ISSUE]
    for topic, headline in HEADLINES.items():
        about = [issue for issue in issues if issue.topic is topic]
        if about and topic is Topic.SKILL and _passed(findings, RETURN):
            reason = _because(about, len(issues)) + _source(findings)
            return Verdict(Level.CAUTION, UNSKILLED, reason)
        if about:
            return Verdict(Level.BAD, headline, _because(about, len(issues)))
    passed = [finding for finding in findings if finding.status is Status.PASSED]
    tips = sum(finding.status is Status.TIP for finding in findings)
    if _passed(findings, RETURN):
        return Verdict(Level.CAUTION if tips else Level.GOOD, "A return above zero is shown.", _left(tips))
    if any(finding.topic is Topic.SKILL for finding in passed):
        headline = "Nothing is found against the predictions; no bets were judged."
        return Verdict(Level.CAUTION, headline, _left(tips))
    return Verdict(Level.CAUTION, "Too little is known for a verdict.", _unknown(findings))


def _passed(findings: Sequence[Finding], code: str) -> bool:
    return any(finding.code == code and finding.status is Status.PASSED for finding in findings)


def _source(findings: Sequence[Finding]) -> str:
    """Where the return comes from, if it is one source; with a blank before it."""
    for finding in findings:
        if finding.code == SOURCE and finding.raised:
            return f" {finding.reason[0].upper()}{finding.reason[1:]}."
    return ""


def _because(about: Sequence[Finding], issues: int) -> str:
    titles = "; ".join(issue.title[0].lower() + issue.title[1:] for issue in about)
    others = issues - len(about)
    more = f", and {others} other issue{'s' if others > 1 else ''}" if others else ""
    return f"{titles[0].upper()}{titles[1:]}{more}."


def _unknown(findings: Sequence[Finding]) -> str:
    silent = sum(finding.status is Status.NOT_APPLICABLE for finding in findings)
    return f"{silent} of {len(findings)} checks lack what they need."


def _left(tips: int) -> str:
    if tips:
        return f"No issue was found; {tips} tip{'s' if tips > 1 else ''} below."
    return "No issue was found."
