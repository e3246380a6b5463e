"""How good probabilities are: calibration error, Brier score with its parts, log loss.

Each takes probabilities [n], outcomes [n] (0, 1, or NaN, which is passed over) and optionally weights [n],
and returns None where there is nothing to compute from. All raise `DataError` where the arrays do not fit
together or hold what they may not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.calibration.base import known
from nba_props.calibration.reliability import BINS, reliability
from nba_props.core.arrays import ArrayLike, Floats

EPSILON = 1e-12
"""A probability of 0 for what came true would cost infinitely much; it costs -log of this."""


def log_loss(p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None) -> float | None:
    """Return the mean of -log of the probability that the outcome was given; log 2 for a coin."""
    p, outcome, weight = known(p, outcome, weight)
    return _mean(log_losses(p, outcome), weight)


def log_losses(p: Floats, outcome: Floats) -> Floats:
    """Return -log of the probability that each outcome was given: [n]; of 0 that of `EPSILON`."""
    given = np.where(outcome == 1, p, 1 - p)
    return np.asarray(-np.log(np.maximum(given, EPSILON)))


def brier_score(p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None) -> float | None:
    """Return the mean squared distance of probability and outcome; 0.25 for a coin."""
    p, outcome, weight = known(p, outcome, weight)
    return _mean(squared_errors(p, outcome), weight)


def squared_errors(p: Floats, outcome: Floats) -> Floats:
    """Return the squared distance of each probability and its outcome: [n]."""
    return np.asarray(np.square(p - outcome))


def calibration_error(
    p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None, bins: int = BINS
) -> float | None:
    """Return the expected calibration error.

    The mean distance of probability and share, over bins of equal weight.

    It is above 0 by chance alone, the more so the fewer rows there are; see `debiased_calibration_error`.
    Source: Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning,
    AAAI 2015, with bins of equal mass as in Nixon et al., Measuring Calibration in Deep Learning, 2019.
    """
    table = reliability(p, outcome, weight, bins)
    return _mean((table["p"] - table["observed"]).abs().to_numpy(), table["share"].to_numpy())


def debiased_calibration_error(
    p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None, bins: int = BINS
) -> float | None:
    """Return root mean squared distance of probability and share, less what chance adds to it; at least 0.

    The variance of each bin's share is taken from its squared distance, which leaves no bias; a distance that
    is not squared has no such estimate. Bins of a single row say nothing and are left out. None without any
    other. Source: Kumar, Liang and Ma, Verified Uncertainty Calibration, NeurIPS 2019.
    """
    table = reliability(p, outcome, weight, bins).filter(pl.col("count") > 1)
    observed, count = table["observed"].to_numpy(), table["count"].to_numpy()
    chance = observed * (1 - observed) / (count - 1)
    squared = _mean((table["p"].to_numpy() - observed) ** 2 - chance, table["share"].to_numpy())
    return None if squared is None else float(np.sqrt(max(squared, 0.0)))


@dataclass(frozen=True)
class BrierParts:
    """Murphy's parts: Brier score = `reliability` - `resolution` + `uncertainty` + `within`.

    `reliability`: how far shares are from their probabilities (0 is best). `resolution`: how far they are
    from the overall share (more is better). `uncertainty`: the score of the overall share. `within`: what
    probabilities that differ within a bin add. Source: Murphy, A New Vector Partition of the Probability
    Score, J. Applied Meteorology 12, 1973; the last part: Stephenson, Coelho and Jolliffe, Two Extra
    Components in the Brier Score Decomposition, Weather and Forecasting 23, 2008.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float


def brier_parts(
    p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None, bins: int = BINS
) -> BrierParts | None:
    """Return the parts of the Brier score, over bins of equal weight; None without rows."""
    score = brier_score(p, outcome, weight)
    if score is None:
        return None
    table = reliability(p, outcome, weight, bins)
    mean, observed, share = (table[name].to_numpy() for name in ("p", "observed", "share"))
    overall = float(share @ observed)
    off, apart = float(share @ (mean - observed) ** 2), float(share @ (observed - overall) ** 2)
    uncertainty = overall * (1 - overall)
    return BrierParts(off, apart, uncertainty, score - (off - apart + uncertainty))


def _mean(values: Floats, weight: Floats) -> float | None:
    return float(np.average(values, weights=weight)) if weight.sum() > 0 else None
