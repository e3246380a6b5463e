"""NBP016: more bets came back than should."""

from __future__ import annotations

import math

import polars as pl

from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import known

VOIDS = 0.05
"""Books take a line down on news: lined players who then do not play are 1 to 3 in a hundred."""

DEVIATIONS = 3.0
"""Standard deviations above the pushes that the model's own probabilities expect."""

EXCESS = 0.01
"""A share of the bets; with millions of bets any difference is significant."""


@check("NBP016", "Pushes or voids unusually many", Severity.TIP, Topic.DATA)
def pushes_voids(evidence: Evidence) -> CheckResult:
    """Triggers where voids exceed their bound, or pushes what the probabilities of a push add up to."""
    bets, n_voids = evidence.bets, evidence.staked.filter(pl.col("result") == "void").height
    # Pending bets may be void yet.
    ended = bets.height + n_voids
    voids = n_voids / ended
    pushes = bets.filter(pl.col("result") == "push").height
    chances = bets["p_push"].fill_null(float("nan")).to_numpy()
    expected = known(chances.sum(), "the probability of a push")
    spread = math.sqrt((chances * (1 - chances)).sum())
    reason = f"{share(voids)} of {count(ended, 'bet')} are void, and {pushes:,} pushed where "
    reason += f"{expected:,.1f} were expected"
    many = pushes - expected > max(DEVIATIONS * spread, EXCESS * bets.height)
    if voids > VOIDS or many:
        advice = (
            "Many voids: lines of other days or of players who are out. Many pushes: lines rounded to whole"
            " numbers, or outcomes that were matched to the wrong stat."
        )
        return failed(reason, advice)
    return passed(reason)
