"""NBP008: probabilities are further from the middle than outcomes bear out."""

from __future__ import annotations

from nba_props.core.normal import NORMAL_95
from nba_props.evaluation.bootstrap import widening
from nba_props.evaluation.formatting import count
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError, known
from nba_props.findings.slope import calibration_slope

BOUND = 0.8
"""Below this, log-odds claim a quarter more than there is: an edge of 4 % is one of 3 %, or none."""

MIN_ROWS = 200
"""Player-games below which a slope says nothing."""


@check("NBP008", "Probabilities too sharp", Severity.ISSUE, Topic.SKILL)
def sharpness(evidence: Evidence) -> CheckResult:
    """Triggers where the slope of outcomes on log-odds is below its bound and surely below 1."""
    rows = evidence.decided
    if rows.height < MIN_ROWS:
        raise NotKnownError(f"{count(rows.height, 'player-game')} with a decided line; {MIN_ROWS} are needed")
    if (dates := rows["date"].n_unique()) < 2:
        raise NotKnownError("a single date with a decided line; two are needed")
    fitted = calibration_slope(*(rows[name].to_numpy() for name in ("p_over", "over", "date")))
    if fitted is None:
        raise NotKnownError("the probabilities do not vary")
    slope, error = (known(each, "the calibration slope") for each in fitted)
    reach = NORMAL_95 * error * widening(dates)
    ends = (slope - reach, slope + reach)
    reason = (
        f"calibration slope is {slope:.2f} ({ends[0]:.2f} to {ends[1]:.2f}); 1 is right, below is too sharp"
    )
    if slope < BOUND and ends[1] < 1:
        advice = (
            "Widen the distribution (distribution=residual) or choose another calibration=; until then"
            " claimed edges are inflated."
        )
        return failed(reason, advice)
    return passed(reason)
