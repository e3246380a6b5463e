"""NBP017: the best of many runs is shown as if it were the only one."""

from __future__ import annotations

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

DEFLATED = "betting_deflated_sharpe"
"""The probability that the true Sharpe ratio is above that of the best of so many trials without skill."""

BOUND = 0.95
"""As for every interval here."""


@check("NBP017", "Trial count not accounted for", Severity.ISSUE, Topic.TRUST)
def trials(evidence: Evidence) -> CheckResult:
    """Triggers for one of many trials whose deflated Sharpe ratio is unknown or too low."""
    if evidence.n_trials is None:
        raise NotKnownError("how many runs this one was chosen from is not known")
    if evidence.n_trials <= 1:
        return passed("the run was not chosen from others")
    reason = f"the run is one of {count(evidence.n_trials, 'trial')}"
    advice = "Judge the chosen configuration on dates that no trial has seen."
    if not evidence.has(DEFLATED):
        return failed(f"{reason}, and no figure was deflated for that", advice)
    value = evidence.figure(DEFLATED)
    reason += f"; that it beats the best of as many without skill has a probability of {share(value)}"
    return passed(reason) if value >= BOUND else failed(reason, advice)
