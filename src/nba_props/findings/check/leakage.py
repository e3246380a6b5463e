"""NBP001: the predictions are better than any honest ones could be."""

from __future__ import annotations

from nba_props.evaluation.formatting import percent, span
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

BOUNDS = {"skill_mae": 0.05, "skill_log_loss": 0.03, "naive_skill_mae": 0.20}
"""Skill above which nothing but a leak is likely.

A line is set by people who live off it: honest models with the evening's lineups stay a few per cent behind
it in MAE, and a model that always knew a 60 % side would gain 3 % of log loss. Against the naive mean, with
lineups, about 9 % were reached on real seasons; most of the rest of the error is chance.
"""

EVERYBODY = ("naive_skill_mae",)
"""Skills on all player-games; the others are on those with a line."""

FEWEST = 50
"""Player-games below which a skill says nothing: one evening that went well."""

NAMES = {
    "skill_mae": "MAE against the books' line",
    "skill_log_loss": "log loss against the no-vig probability",
    "naive_skill_mae": "MAE against the naive mean",
}


@check("NBP001", "Leakage suspected", Severity.ISSUE, Topic.TRUST)
def leakage(evidence: Evidence) -> CheckResult:
    """Triggers where a skill is above its bound and its interval, where it has one, above zero."""
    there = [name for name in BOUNDS if evidence.has(name)]
    if not there:
        raise NotKnownError("no skill against a reference is known")
    excess = {name: evidence.figure(name) / BOUNDS[name] for name in there}
    name = max(
        (column for column in there if _sure(evidence, column)), key=excess.__getitem__, default=there[0]
    )
    figures = (
        f"skill in {NAMES[name]} is {percent(excess[name] * BOUNDS[name])}{span(evidence.interval(name))}"
    )
    bound = f"{percent(BOUNDS[name], 0)} is the most that is plausible"
    if excess[name] > 1 and _sure(evidence, name):
        advice = (
            "Run with features.prove=true, then take out the most important features one by one: a feature"
            " that knows the game's own outcome carries the whole gain."
        )
        return failed(f"{figures}; {bound}", advice)
    return passed(f"{figures}; {bound}")


def _sure(evidence: Evidence, name: str) -> bool:
    """Whether the skill is told apart from zero, as far as that is known, on enough player-games."""
    ends = evidence.interval(name)
    return _enough(evidence, name) and (ends is None or ends[0] > 0)


def _enough(evidence: Evidence, name: str) -> bool:
    """Whether there are player-games enough for a skill to mean anything."""
    if evidence.rows is None:
        return True
    rows = evidence.rows.height if name in EVERYBODY else evidence.rows["line"].count()
    return rows >= FEWEST
