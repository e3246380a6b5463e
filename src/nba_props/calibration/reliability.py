"""How often what was given a probability came true, by probability: the reliability diagram's figures."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.calibration.base import known
from nba_props.core.arrays import ArrayLike, Floats
from nba_props.core.normal import NORMAL_95

BINS = 10
"""As many as Naeini, Cooper and Hauskrecht (AAAI 2015) take, and as there are deciles of risk in medicine.

With the 15 that are usual for ten thousand images, some 300 of a season's lines fall into each: chance alone
then makes an error of 0.023 of perfect probabilities, with 10 of 0.019.
"""


def reliability(
    p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None = None, bins: int = BINS
) -> pl.DataFrame:
    """Bins of equal weight, in the order of probability.

    Equal probabilities are never parted, so there may be fewer bins. Weighted rows count by how many
    unweighted ones they are worth (Kish: the squared sum of the weights over the sum of their squares).

    Args:
        p: probabilities [n].
        outcome: 0, 1, or NaN, which is passed over: [n].
        weight: [n]; 1 each by default.
        bins: at most how many.

    Returns:
        `p` (mean), `observed` (share that came true), `share` (of the weight, sums to 1), `count` (float),
        `low` and `high` (the 95 % interval of `observed` by Wilson, JASA 22, 1927). Empty without rows.

    Raises:
        DataError: the arrays do not fit together, or hold what they may not.
    """
    p, outcome, weight = known(p, outcome, weight)
    number = equal_bins(p, weight, bins)
    rows = pl.DataFrame({"bin": number, "p": p, "outcome": outcome, "weight": weight})
    w = pl.col("weight")
    table = (
        rows.group_by("bin")
        .agg(
            ((pl.col("p") * w).sum() / w.sum()).alias("p"),
            ((pl.col("outcome") * w).sum() / w.sum()).alias("observed"),
            (w.sum() / weight.sum()).alias("share"),
            (w.sum() ** 2 / (w**2).sum()).alias("count"),
        )
        .sort("bin")
        .drop("bin")
    )
    return table.with_columns(wilson(table["observed"].to_numpy(), table["count"].to_numpy()))


def wilson(observed: Floats, count: Floats) -> list[pl.Series]:
    """Columns `low` and `high`: the 95 % interval of a share seen in `count` trials."""
    z = NORMAL_95
    middle = (observed + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(observed * (1 - observed) / count + (z / (2 * count)) ** 2) / (1 + z * z / count)
    return [pl.Series("low", np.maximum(middle - half, 0)), pl.Series("high", np.minimum(middle + half, 1))]


def equal_bins(p: Floats, weight: Floats, bins: int) -> Floats:
    """Return the bin of each row, of at most `bins` of equal weight, equal probabilities never parted: [n].

    It is told by the weight of all that is less probable and half of what is equally so.
    """
    _, number = np.unique(p, return_inverse=True)
    mass = np.bincount(number, weights=weight)
    middle = (np.cumsum(mass) - mass / 2) / max(float(mass.sum()), 1e-300)
    return np.asarray(np.floor(middle * bins)[number], np.float64)
