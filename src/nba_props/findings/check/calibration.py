"""NBP007: outcomes are not as frequent as the probabilities say."""

from __future__ import annotations

from nba_props.evaluation.formatting import share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence

BOUND = 0.03
"""Half of a usual overround of 6 %: an error of this size makes a bet out of nothing."""

NAMES = {"calibration_error": "", "calibration_error_debiased": " (debiased)"}
"""With few rows in a bin the plain estimate is above zero by chance alone; the debiased one is of squares,
and larger where the errors are uneven. The smaller of both has neither fault."""


@check("NBP007", "Calibration error above its bound", Severity.ISSUE, Topic.SKILL)
def calibration(evidence: Evidence) -> CheckResult:
    """Triggers where the calibration error, plain and, if that is known, debiased, is above its bound."""
    there = [name for name in NAMES if evidence.has(name)] or list(NAMES)[:1]
    value, name = min((evidence.figure(each), each) for each in there)
    reason = f"calibration error{NAMES[name]} is {share(value)}; the bound is {share(BOUND)}"
    if value > BOUND:
        advice = "Choose another calibration=, or give it more earlier predictions (validation.warmup)."
        return failed(reason, advice)
    return passed(reason)
