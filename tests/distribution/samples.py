"""Player-games whose outcomes are drawn from a known family."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.component import declare_family, registered
from nba_props.distribution.base import Distribution
from nba_props.distribution.quantile import Quantile
from nba_props.validation.predictions import quantile_columns

declare_family("nba_props.distribution")
NAMES = sorted(registered("distribution"))
Draw = Callable[[np.random.Generator, Floats, Floats], Floats]


def make(name: str, **fields: object) -> Distribution:
    distribution: Distribution = registered("distribution")[name](**fields)
    return distribution


def _negative_binomial(rng: np.random.Generator, mean: Floats, sd: Floats) -> Floats:
    r = mean**2 / (sd**2 - mean)
    return rng.negative_binomial(r, r / (r + mean)).astype(np.float64)


def _skewed(rng: np.random.Generator, mean: Floats, sd: Floats) -> Floats:
    return np.rint(mean + sd * (rng.gamma(4, size=len(mean)) - 4) / 2)


def _normal(rng: np.random.Generator, mean: Floats, sd: Floats) -> Floats:
    return np.rint(rng.normal(mean, sd))


FAMILY: dict[str, Draw] = {
    "poisson": lambda rng, mean, sd: rng.poisson(mean).astype(np.float64),
    "negative_binomial": _negative_binomial,
    "normal": _normal,
    "residual": _skewed,
    "quantile": _normal,
}
"""How to draw outcomes from each distribution's own family: (rng, mean, sd) -> outcomes, all [n]."""


def player_games(name: str, n: int, seed: int) -> pl.DataFrame:
    """Rows as `Predictions.rows` has them; the spread follows the level and the past spread.

    Quantiles are predicted of a normal variable of half the true spread: what is corrected can be wrong.
    """
    from scipy.stats import norm

    rng = np.random.default_rng(seed)
    mean = rng.uniform(14, 40, n)
    past_std = rng.uniform(4, 12, n)
    sd = np.sqrt(3.0 * mean**0.5 * (1 + past_std) ** 0.9)
    y = np.maximum(FAMILY.get(name, _normal)(rng, mean, sd), 0)
    levels = Quantile().levels
    columns = quantile_columns(levels, mean[:, None] + 0.5 * sd[:, None] * norm.ppf(levels))
    return pl.DataFrame(
        {
            "prediction": mean, "y": y, "past_std": past_std,
            "past_minutes": rng.uniform(10, 38, n), "past_minutes_std": rng.uniform(2, 9, n),
        }
    ).with_columns(columns)  # fmt: skip
