"""NBP007: outcomes are not as frequent as the probabilities say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nba_props.calibration.reliability import BINS, equal_bins
from nba_props.core.arrays import Bools, Floats
from nba_props.evaluation.formatting import count, share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

BOUND = 0.03
"""Half of a usual overround of 6 %: an error of this size makes a bet out of nothing."""

NAMES = {"calibration_error": "", "calibration_error_debiased": " (debiased)"}
"""With few rows in a bin the plain estimate is above zero by chance alone; the debiased one is of squares,
and larger where the errors are uneven. The smaller of both is judged."""

ALPHA = 0.05
"""How often right probabilities may be taken for wrong ones."""

LEAST_DATES = 6
"""Dates from which a result can be rarer than `ALPHA`: n of them have 2^n signs, the same twice over."""

DRAWS, SEED = 2_000, 0


@check("NBP007", "Calibration error above its bound", Severity.ISSUE, Topic.SKILL)
def calibration(evidence: Evidence) -> CheckResult:
    """Triggers where the calibration error is above its bound, and above what chance makes of right ones.

    Plain and, if that is known, debiased.
    """
    there = [name for name in NAMES if evidence.has(name)] or list(NAMES)[:1]
    value, name = min((evidence.figure(each), each) for each in there)
    reason = f"calibration error{NAMES[name]} is {share(value)}; the bound is {share(BOUND)}"
    if value <= BOUND:
        return passed(reason)
    rows = evidence.decided
    if (held := rows["date"].n_unique()) < LEAST_DATES:
        raise NotKnownError(f"{reason}; {count(held, 'date')} cannot tell it from chance, {LEAST_DATES} can")
    if chance_of_error(*(rows[name].to_numpy() for name in ("p_over", "over", "date"))) > ALPHA:
        raise NotKnownError(f"{reason}, and chance may make as much of {count(rows.height, 'player-game')}")
    advice = "Choose another calibration=, or give it more earlier predictions (validation.warmup)."
    return failed(reason, advice)


def chance_of_error(p: Floats, happened: Bools, dates: NDArray[np.generic]) -> float:
    """Return how often right probabilities of such rows have a calibration error as large as this one.

    What happened less its probability is then 0 on average; its sign is drawn, for all rows of a date
    together, which share games: the wild cluster bootstrap (Cameron, Gelbach and Miller, Bootstrap-Based
    Improvements for Inference with Clustered Errors, The Review of Economics and Statistics 90, 2008).

    Args:
        p: probabilities [rows].
        happened: whether it did [rows].
        dates: of the games [rows].
    """
    bins = equal_bins(p, np.ones(len(p)), BINS).astype(np.int64)
    distinct, day = np.unique(dates, return_inverse=True)
    cells = np.bincount(bins * len(distinct) + day, happened - p, BINS * len(distinct))
    by_bin = cells.reshape(BINS, len(distinct))
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], (DRAWS, len(distinct)))
    drawn = np.abs(np.einsum("rd,bd->rb", signs, by_bin)).sum(axis=1)
    seen = np.abs(by_bin.sum(axis=1)).sum()
    return float((1 + (drawn >= seen * (1 - 1e-9)).sum()) / (1 + DRAWS))
