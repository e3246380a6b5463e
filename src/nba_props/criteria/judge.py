"""Whether a run keeps to its criteria: a pure function of the run's metrics and findings.

What is missing, NaN, infinite or cannot be computed never passes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from nba_props.criteria.base import Criteria
from nba_props.criteria.bound import DIGITS, Bound, plain

ISSUE = "issue"
"""The status of a finding that should be settled before anybody acts on the run."""

INFINITE = sys.float_info.max
"""As databases hold an infinity."""


@dataclass(frozen=True)
class BoundCheck:
    """One thing that was asked: `rule` in words, the `value` found, whether it passed, and why not.

    `digits` of the value tell it from the rule's limits.
    """

    what: str
    rule: str
    value: float | None
    passed: bool
    reason: str = ""
    digits: int = DIGITS


@dataclass(frozen=True)
class Judgement:
    """What became of a run before its criteria."""

    criteria: str
    market: str
    checks: tuple[BoundCheck, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed; without any, nothing was shown."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def failed(self) -> tuple[BoundCheck, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)

    @property
    def metrics(self) -> dict[str, float]:
        """The figures that were judged, by name."""
        return {check.what: check.value for check in self.checks if check.value is not None}


def judge(
    criteria: Criteria, market: str, metrics: Mapping[str, float], findings: Mapping[str, str] | None
) -> Judgement:
    """Judge a run.

    Args:
        criteria: what is asked.
        market: of the run; it may have bounds of its own.
        metrics: of the run, by name.
        findings: the status of each finding by its code; None where the run has none.
    """
    bounds = criteria.bounds(market)
    checks = [check_metric(name, bound, metrics.get(name)) for name, bound in bounds.items()]
    if not criteria.allow_issues:
        checks.append(check_findings(findings))
    return Judgement(criteria.name, market, tuple(checks))


def check_metric(name: str, bound: Bound, value: float | None) -> BoundCheck:
    """One metric beside its bound."""
    if value is None:
        return BoundCheck(name, bound.text, None, False, "the run has no such metric")
    if math.isnan(value):
        return BoundCheck(name, bound.text, None, False, "NaN: it could not be computed")
    if abs(value) >= INFINITE:
        return BoundCheck(name, bound.text, None, False, "infinite: it could not be computed")
    passed, digits = bound.holds(value), bound.digits(value)
    reason = "" if passed else f"{plain(value, digits)} is not {bound.text}"
    return BoundCheck(name, bound.text, value, passed, reason, digits)


def check_findings(findings: Mapping[str, str] | None) -> BoundCheck:
    """No finding may be an issue, and there must be findings at all."""
    rule = "no issue"
    if not findings:
        return BoundCheck("findings", rule, None, False, "the run has no findings, so nothing is known of it")
    issues = sorted(code for code, status in findings.items() if status == ISSUE)
    if issues:
        return BoundCheck("findings", rule, float(len(issues)), False, f"issue: {', '.join(issues)}")
    return BoundCheck("findings", rule, 0.0, True)
