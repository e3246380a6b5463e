"""NBP023: inputs were given, and little or nothing of them was used."""

from __future__ import annotations

from nba_props.data.quality import QualityReport
from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

TABLES = ("prop_lines", "game_lines", "reports")
"""What a person gives beside the games."""

MOST_LOST = 0.5
"""Share of lost rows from which what is left is no sample of what was given."""


@check("NBP023", "Inputs given but not used", Severity.ISSUE, Topic.DATA)
def unused_inputs(evidence: Evidence) -> CheckResult:
    """Triggers where most lines or reports are lost, or no line is of the market that is predicted."""
    quality = evidence.quality
    given = [table for table in TABLES if quality is not None and quality.read.get(table)]
    if quality is None or not given:
        raise NotKnownError("no lines and no reports were given")
    problems = [problem for table in given if (problem := _lost(quality, table))]
    if (absent := _absent_market(evidence)) and not problems:
        problems.append(absent)
    if problems:
        return failed("; ".join(problems), "Look at the data-quality report: it says why rows were left out.")
    kept = ", ".join(f"{count(quality.kept.get(table, 0), 'row')} of {table}" for table in given)
    return passed(f"{kept} are used")


def _lost(quality: QualityReport, table: str) -> str | None:
    """Return the sentence about a table of which too little is left."""
    steps = [step for step in quality.steps if step.table == table and step.lost]
    lost, kept = sum(step.rows for step in steps), quality.kept.get(table, 0)
    if kept and lost <= MOST_LOST * (lost + kept):
        return None
    if not steps:
        return f"none of {count(quality.read[table], 'row')} of {table} is used"
    worst = max(steps, key=lambda step: step.rows)
    examples = f", such as {', '.join(worst.examples[:3])}" if worst.examples else ""
    return (
        f"{share(lost / (lost + kept))} of {count(lost + kept, 'row')} of {table} are lost, "
        f"most of them as “{worst.reason}”{examples}"
    )


def _absent_market(evidence: Evidence) -> str | None:
    held = evidence.lines_by_market
    if held is None or evidence.market is None or not held or held.get(evidence.market):
        return None
    return f"no line is of market {evidence.market}; the lines are of {', '.join(sorted(held))}"
