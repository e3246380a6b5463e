"""NBP022: the run was chosen from others by the return of its bets."""

from __future__ import annotations

from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

OF_BETS = "betting_"
"""How the names of metrics of bets begin."""


@check("NBP022", "Chosen by its own return", Severity.ISSUE, Topic.TRUST)
def searched_on_return(evidence: Evidence) -> CheckResult:
    """Triggers for the best of several trials when a metric of bets was what they were judged by."""
    if evidence.n_trials is None or evidence.objective is None:
        raise NotKnownError("how the run was chosen is not known")
    if evidence.n_trials <= 1:
        return passed("the run was not chosen from others")
    trials = count(evidence.n_trials, "trial")
    if OF_BETS not in evidence.objective:
        return passed(f"the run is the best of {trials} at {evidence.objective}, no return of bets")
    return failed(
        f"the run is the best of {trials} at {evidence.objective}; the return of some hundred bets is luck "
        "for the most part, and the luckiest was taken",
        "Search on val_mae, crps or log_loss, and judge the return on dates that no trial has seen "
        "(nba-props sweep confirm).",
    )
