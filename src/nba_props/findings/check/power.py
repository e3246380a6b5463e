"""NBP003: too few bets to tell the claimed return from luck."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.core.normal import NORMAL_95
from nba_props.evaluation.formatting import count, percent
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known

POWER = 0.8
"""The usual share of true effects that a study should be able to find (Cohen, Statistical Power Analysis,
1988)."""

QUANTILES = NORMAL_95 + 0.84162
"""Standard errors between zero and an effect that a 95 % interval excludes zero for with `POWER`."""


@check("NBP003", "Fewer bets than the claimed edge needs", Severity.ISSUE, Topic.EDGE)
def power(evidence: Evidence) -> CheckResult:
    """Triggers where more bets are needed than there are for a claimed return to show in 4 of 5 samples.

    The standard error is a quarter of the return's own bootstrap interval, which knows stakes and evenings,
    but never less than that of independent bets at fair prices: a few that were all won
    vary by nothing.
    """
    bets = evidence.bets
    claimed = evidence.figure("betting_expected_roi")
    if claimed <= 0:
        raise NotKnownError("the bets claim no return above zero")
    needed = bets_needed(bets.height, _standard_error(evidence, bets), claimed)
    reason = f"{count(bets.height, 'bet')}; to tell a claimed return of {percent(claimed)} from luck takes "
    reason += f"about {needed:,}"
    if needed > bets.height:
        advice = "Price more seasons, books or markets before believing the return, whatever its sign."
        return failed(reason, advice)
    return passed(reason)


def bets_needed(bets: int, standard_error: float, claimed: float) -> int:
    """How many bets would show a claimed return, if `bets` of them know it to a standard error."""
    return int(np.ceil(bets * (QUANTILES * standard_error / claimed) ** 2))


def _standard_error(evidence: Evidence, bets: pl.DataFrame) -> float:
    fair = _of_prices(bets)
    ends = evidence.interval("betting_roi")
    if ends is None:
        return fair
    return max(fair, known((ends[1] - ends[0]) / (2 * NORMAL_95), "the interval of betting_roi"))


def _of_prices(bets: pl.DataFrame) -> float:
    """Return the standard error of the return of independent bets at fair prices.

    One unit at the price o wins o - 1 with probability 1/o and is lost otherwise: its variance is o - 1.
    """
    stake, price = (bets[name].to_numpy() for name in ("stake", "price"))
    deviation = np.sqrt((stake**2 * (price - 1)).sum())
    return known(float(deviation / stake.sum()), "what bets at such prices vary by")
