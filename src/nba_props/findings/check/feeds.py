"""NBP014: a book's prices do not belong to its lines."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP014", "A feed looks wrong", Severity.TIP, Topic.DATA)
def feeds(evidence: Evidence) -> CheckResult:
    """Triggers where quote hygiene or the data-quality report names a feed that fails as a whole."""
    named = evidence.quality.feeds if evidence.quality is not None else []
    if evidence.wrong_feeds is None and not named:
        raise NotKnownError("no feeds were judged")
    wrong = {feed.book for feed in named if feed.wrong}
    wrong |= {book for books in evidence.wrong_feeds or [] for book in books}
    if wrong:
        books = ", ".join(sorted(wrong))
        advice = (
            "Leave these books out (books= in the selection) or get their prices anew; their quotes are"
            " flagged suspect and bet on only where the selection asks for it."
        )
        return failed(f"prices of {books} do not belong to the lines beside them", advice)
    judged = f" of {count(len(named), 'book')}" if named else ""
    return passed(f"no feed{judged} fails as a whole")
