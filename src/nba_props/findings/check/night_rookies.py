"""NBP036: bets would be on players with hardly a game behind them."""

from __future__ import annotations

from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError


@check("NBP036", "Players with hardly a game", Severity.TIP, Topic.NIGHT)
def night_rookies(evidence: Evidence) -> CheckResult:
    """Triggers where a bet would be on a player with hardly a game in the logs."""
    rookies = evidence.tonight.rookies
    if rookies is None:
        raise NotKnownError("how many games the players have behind them is not known")
    if rookies:
        reason = f"the logs hold hardly a game of {', '.join(rookies[:5])}"
        return failed(reason, "Leave them alone: their probabilities follow from averages of others.")
    return passed("every player with a bet has games behind him")
