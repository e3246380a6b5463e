"""A quote's probability moved to another line: through a negative binomial count around what it implies.

Over and under are paid on whole numbers, so a line and a no-vig probability together say where the book
expects the count: the mean of the distribution that gives the over that probability. The same distribution
then says what the over of any other line is worth. Its variance is mean + mean^2 / dispersion (the
"NB2" form; Cameron and Trivedi, Regression Analysis of Count Data, 2013, chapter 3.3), so the spread grows
with the level, and one dispersion serves a three-point and a PRA market alike.

P(X > n) of it is the regularized incomplete beta function I_x(n + 1, dispersion) at x = mean / (mean +
dispersion) (NIST Digital Library of Mathematical Functions, 8.17), which can be inverted in closed form.
"""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import ArrayLike, Floats

DISPERSION = 12.0
"""What fits the counts of points, rebounds, assists, threes and their sums alike."""
PUSH_STEPS = 60
HIGHEST_MEDIAN = 500
"""Above any count of a player's evening; what a price implies beyond it is cut off there."""
EVEN = 1e-9
"""How near to 1/2 a probability is taken for it."""
PUSH_ERROR = 1e-12
"""When a whole-number line's push is known well enough; a step leaves a third of the error at most."""


def over_probability(mean: ArrayLike, line: ArrayLike, dispersion: float) -> Floats:
    """P(over), given that the bet is not pushed: what a no-vig probability is an estimate of.

    Args:
        mean: of the count, above 0; any shape.
        line: 0 or more, of the same shape; whole numbers can be pushed.
        dispersion: above 0; the larger, the nearer to a Poisson count.
    """
    line = np.asarray(line, dtype=np.float64)
    odds = _odds(mean, dispersion)
    over = _above(np.floor(line), odds, dispersion)
    not_under = _above(np.ceil(line) - 1, odds, dispersion)
    return np.asarray(over / (1 - (not_under - over)))


def implied_mean(over: ArrayLike, line: ArrayLike, dispersion: float) -> Floats:
    """Return the mean at which `over_probability(mean, line, dispersion)` is `over`.

    Args:
        over: no-vig P(over) in (0, 1); NaN gives NaN.
        line: of the same shape.
        dispersion: above 0.
    """
    from scipy.special import betaincinv

    over, line = np.broadcast_arrays(np.asarray(over, np.float64), np.asarray(line, np.float64))
    odds = np.array(betaincinv(np.floor(line) + 1, dispersion, over))
    whole = line == np.floor(line)
    odds[whole] = _odds_at_whole(over[whole], line[whole], odds[whole], dispersion)
    odds = np.minimum(odds, 1 - np.finfo(np.float64).eps)
    return np.asarray(dispersion * odds / (1 - odds))


def implied_median(over: ArrayLike, line: ArrayLike, dispersion: float) -> Floats:
    """Return the median of the count that a line and the no-vig P(over) at it imply.

    It is the number with the lowest expected absolute error, so what the books' line is worth as a
    prediction. At even prices every number between the two next to a half-point line is a median; the line,
    in their middle, stands for them.

    Args:
        over: no-vig P(over) in (0, 1); where it is NaN, the line itself is returned.
        line: of the same shape.
        dispersion: above 0.
    """
    from scipy.special import betaincinv

    over, line = np.broadcast_arrays(np.asarray(over, np.float64), np.asarray(line, np.float64))
    odds = _odds(implied_mean(over, line, dispersion), dispersion)
    # P(X > n) is 1/2 at odds of betaincinv(n + 1, dispersion, 1/2): above n are medians of higher odds.
    median = np.zeros(line.shape)
    for number in range(HIGHEST_MEDIAN):
        higher = odds > betaincinv(number + 1, dispersion, 0.5)
        if not higher.any():
            break
        median += higher
    return np.where(np.isnan(over) | np.isclose(over, 0.5, rtol=0, atol=EVEN), line, median)


def _odds_at_whole(over: Floats, line: Floats, odds: Floats, dispersion: float) -> Floats:
    """Return the odds at lines that can be pushed, from a first guess that leaves the push out."""
    from scipy.special import betaincinv

    for _ in range(PUSH_STEPS if len(odds) else 0):
        push = _above(line - 1, odds, dispersion) - _above(line, odds, dispersion)
        previous, odds = odds, betaincinv(line + 1, dispersion, over * (1 - push))
        if not np.any(np.abs(odds - previous) > PUSH_ERROR):
            break
    return odds


def _odds(mean: ArrayLike, dispersion: float) -> Floats:
    mean = np.asarray(mean, dtype=np.float64)
    return mean / (mean + dispersion)


def _above(number: Floats, odds: Floats, dispersion: float) -> Floats:
    """P(X > number) for whole numbers from -1."""
    from scipy.special import betainc

    inside = np.maximum(number, 0) + 1
    return np.where(number < 0, 1.0, betainc(inside, dispersion, odds))
