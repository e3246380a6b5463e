"""What is left of a Sharpe ratio when the run is the best of many trials.

Of enough rules without any skill the best one looks skilled. The deflated Sharpe ratio is the probability
that the true ratio is above what the best of so many would show by luck alone.
Source: Bailey and López de Prado, The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest
Overfitting and Non-Normality, Journal of Portfolio Management 40(5), 2014.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.errors import DataError
from nba_props.ledger.metrics import daily_sharpe

_NORMAL = NormalDist()


def expected_best_sharpe(trials: int, variance: float) -> float:
    """Return the mean of the best daily Sharpe ratio among independent trials without skill.

    sqrt(V) ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), with Z the normal quantile and g the Euler-Mascheroni
    constant; 0 for one trial.

    Args:
        trials: N, how many were tried, at least 1.
        variance: V, of the trials' daily Sharpe ratios.

    Raises:
        DataError: there is no trial.
    """
    if trials < 1:
        raise DataError(f"trials={trials}: must be at least 1")
    if trials == 1:
        return 0.0
    first, second = (_NORMAL.inv_cdf(1 - 1 / (trials * k)) for k in (1, math.e))
    return math.sqrt(variance) * ((1 - np.euler_gamma) * first + np.euler_gamma * second)


def deflated_sharpe(returns: Floats, trials: int, variance: float | None = None) -> float | None:
    """Return the probability that the true Sharpe ratio is above that of the best of `trials` without skill.

    With one trial it is the probabilistic Sharpe ratio: that the true one is above 0.

    Args:
        returns: daily, on the bankroll [days].
        trials: how many runs this one is the best of.
        variance: of the trials' daily Sharpe ratios. Where it is not known, 1 / (days - 1), which is what
            trials without skill have.

    Returns:
        0 to 1; None where there is no Sharpe ratio.
    """
    sharpe = daily_sharpe(returns)
    if sharpe is None:
        return None
    days = len(returns)
    known = 1 / (days - 1) if variance is None else variance
    centred = returns - returns.mean()
    deviation = math.sqrt(float((centred**2).mean()))
    skewness = float((centred**3).mean()) / deviation**3
    kurtosis = float((centred**4).mean()) / deviation**4
    return probabilistic_sharpe(sharpe, days, skewness, kurtosis, expected_best_sharpe(trials, known))


def probabilistic_sharpe(
    sharpe: float, days: int, skewness: float, kurtosis: float, benchmark: float
) -> float | None:
    """Return the probability that the true daily Sharpe ratio is above the benchmark.

    Z((SR - SR*) sqrt(T - 1) / sqrt(1 - skewness SR + (kurtosis - 1) / 4 SR^2)), Z the normal distribution.

    Args:
        sharpe, benchmark: SR and SR*, daily, not annualised.
        days: T.
        skewness, kurtosis: of the daily returns; a normal one has 0 and 3.

    Returns:
        0 to 1; None where the variance under the root is not above 0.
    """
    variance = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe**2
    if variance <= 0:
        return None
    return _NORMAL.cdf((sharpe - benchmark) * math.sqrt(days - 1) / math.sqrt(variance))
