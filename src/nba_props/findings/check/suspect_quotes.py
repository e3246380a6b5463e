"""NBP011: bets were made at quotes that failed quote hygiene."""

from __future__ import annotations

import polars as pl

from nba_props.evaluation.formatting import count, percent
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known


@check("NBP011", "Suspect quotes in the ledger", Severity.ISSUE, Topic.TRUST)
def suspect_quotes(evidence: Evidence) -> CheckResult:
    """Triggers on the first bet whose quote is suspect; the return is told without those bets too."""
    bets = evidence.bets
    if bets["suspect"].null_count():
        raise NotKnownError("some bets are on quotes that were not screened")
    suspect = bets.filter("suspect")
    if suspect.is_empty():
        return passed(f"none of {count(bets.height, 'bet')} is on a suspect quote{_kept_out(evidence)}")
    reasons = ", ".join(suspect["reason"].drop_nulls().unique().sort())
    reason = f"{suspect.height:,} of {count(bets.height, 'bet')} are on suspect quotes ({reasons})"
    rest = bets.filter(~pl.col("suspect"))
    if rest.height:
        returned = rest.select(pl.col("profit").sum() / pl.col("stake").sum()).item()
        roi = known(returned, "the return of the other bets")
        reason += f"; the others return {percent(roi)}"
    return failed(reason, "Set suspect=false in the selection: these prices were most likely never on offer.")


def _kept_out(evidence: Evidence) -> str:
    if evidence.screened is None:
        return ""
    return f"; {count(sum(evidence.screened.values()), 'quote')} were kept out"
