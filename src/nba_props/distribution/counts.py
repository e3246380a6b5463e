"""Distributions of counts with a given mean and variance."""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.distribution.predictive import Predictive, reach

EXCESS = 1e-4
"""The least share by which a negative binomial's variance exceeds its mean: hardly more than a Poisson's."""


def negative_binomial(mean: Floats, variance: Floats) -> Predictive:
    """Negative binomial counts, in the limit Poisson counts where the variance does not exceed the mean.

    With r = mean^2 / (variance - mean), P(0) = (1 + mean / r)^-r and
    P(k + 1) = P(k) (k + r) / (k + 1) mean / (mean + r). Source: Cameron and Trivedi, Regression Analysis of
    Count Data, 2013, chapter 3.3.

    Args:
        mean: [n], above 0.
        variance: [n].
    """
    r = mean / np.maximum(variance / mean - 1, EXCESS)
    return _from_ratios(mean, -r * np.log1p(mean / r), r / (mean + r), mean / (mean + r), variance)


def poisson(mean: Floats) -> Predictive:
    """Poisson counts: P(k + 1) = P(k) mean / (k + 1).

    Args:
        mean: [n], above 0.
    """
    return _from_ratios(mean, -mean, np.ones_like(mean), np.zeros_like(mean), mean)


def _from_ratios(mean: Floats, log_zero: Floats, a: Floats, b: Floats, variance: Floats) -> Predictive:
    """Make counts with P(k + 1) / P(k) = (a mean + b k) / (k + 1), from log P(0); all arrays [n].

    In logarithms, since P(0) of a large mean is no number any more.
    """
    k = reach(mean, np.sqrt(np.maximum(variance, mean)))
    log_pmf = np.empty((len(mean), len(k)))
    log_pmf[:, 0] = log_zero
    np.log(((a * mean)[:, None] + b[:, None] * k[:-1]) / k[1:], out=log_pmf[:, 1:])
    np.cumsum(log_pmf, axis=1, out=log_pmf)
    np.exp(log_pmf, out=log_pmf)
    return Predictive.of(np.cumsum(log_pmf, axis=1, out=log_pmf))
