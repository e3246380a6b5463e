"""NBP007: outcomes are not as frequent as the probabilities say."""

from __future__ import annotations

from nba_props.findings.base import Outcome, Severity, Topic, check, clear, found
from nba_props.findings.evidence import Evidence
from nba_props.findings.words import share

BOUND = 0.03
"""Half of a usual overround of 6 %: an error of this size makes a bet out of nothing."""

NAMES = ("calibration_error_debiased", "calibration_error")
"""The debiased estimate first: with few rows in a bin the plain one is above zero by chance alone."""


@check("NBP007", "Calibration error above its bound", Severity.ISSUE, Topic.SKILL)
def calibration(evidence: Evidence) -> Outcome:
    """Triggers where the calibration error, debiased if that is known, is above its bound."""
    name = next((each for each in NAMES if evidence.has(each)), NAMES[-1])
    value = evidence.figure(name)
    debiased = " (debiased)" if name == NAMES[0] else ""
    reason = f"calibration error{debiased} is {share(value)}; the bound is {share(BOUND)}"
    if value > BOUND:
        advice = "Choose another calibration=, or give it more earlier predictions (validation.warmup)."
        return found(reason, advice)
    return clear(reason)
