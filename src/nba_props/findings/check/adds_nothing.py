"""NBP028: whether the model adds anything to the price."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

ENOUGH = 1000
"""Lined player-games that it was learnt from, from which a weight above 0 is believed."""


@check("NBP028", "The model is not shown to add to the price", Severity.TIP, Topic.SKILL)
def adds_nothing(evidence: Evidence) -> CheckResult:
    """Triggers unless the interval of the model's weight lies above 0, on enough player-games."""
    if not evidence.has("pool_weight"):
        raise NotKnownError("probabilities are not pooled with the price")
    value, (low, high) = evidence.figure("pool_weight"), evidence.known_interval("pool_weight")
    learnt = known(evidence.pooled, "how many player-games the weight was learnt from")
    weight = f"its weight beside the price is {value:+.2f} ({low:+.2f} to {high:+.2f})"
    if low > 0 and learnt >= ENOUGH:
        return passed(f"the model knows something that the price does not: {weight}")
    if low > 0:
        reason = f"{weight}, learnt from {count(learnt, 'lined player-game')} only; {ENOUGH:,} are needed"
        return failed(reason, "Learn from more dates before believing it.")
    advice = "Do not bet on what it claims; look for what is known before tip-off and not used yet."
    return failed(weight, advice)
