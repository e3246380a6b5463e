"""E-values: evidence against "nothing has changed" that may be looked at after every date.

An e-process starts at 1 and, while nothing changes, has mean 1 or less whenever one stops to look. By Ville's
inequality it then reaches 1/alpha with probability alpha at most, over all looks together, so an alarm at
1/alpha is false that seldom (Ramdas, Grünwald, Vovk and Shafer, Game-theoretic statistics and safe anytime-
valid inference, Statistical Science 2023; Shafer, Testing by betting, JRSS A 2021).

The unit is the date: player-games of one date depend on each other. Of each date there is one score, a mean
over many player-games and so nearly normal, with a level and a spread that nobody knows. What knows neither
is Student's t; its Bayes factor under the right-Haar prior of level and spread is an e-process in spite of
optional stopping (Hendriksen, de Heide and Grünwald, Optional stopping with Bayes factors, Bayesian Analysis
2021; Pérez-Ortiz, Lardy, de Heide and Grünwald, E-statistics, group invariance and anytime-valid testing,
Annals of Statistics 2024). In closed form (Gönen, Johnson, Lu and Westfall, The American Statistician 2005),
with t on nu degrees of freedom, an effective size m, and a change of N(0, tau^2) spreads to be found,

    E = (1 + m tau^2) ** -1/2 * ((1 + t^2/nu) / (1 + t^2/(nu (1 + m tau^2)))) ** ((nu + 1) / 2).

No two seasons are quite alike, and a level that moved by less than a margin is no reason to act: the
hypothesis is that it moved towards the worse by the margin at most. Each date has a margin of its own, which
is taken from its score before the test, so that no later date changes what was found on an earlier one. On
the tolerated side the e-value is 1 at most.

Bad nights come in runs. The variance is therefore taken to be larger by (1 + r) / (1 - r), that of the mean
of a series whose neighbours have correlation r, as the reference has it (never less than 1). Gains of a
challenger have no reference: there a score is the sum over `BLOCK` dates, and what is left of the correlation
between neighbouring sums is small.

A change may come on any date. So the wealth is divided (a mixture of e-processes is one): half bets on a
change before the first date; of the rest, date k has a share in proportion to 1/((k + c)(k + c + 1)), where c
is the dates of a season. The first season has half of that rest, and no date is without.
"""

from __future__ import annotations

import numpy as np

from nba_props.core.arrays import Floats

CHANGE = 1.0
"""The spread of the changes that are looked for, in standard deviations of a date's score."""
SEASON = 200
"""Dates of a season, playoffs included; a change before any later date is bet on too, with less and less."""
BLOCK = 5
"""Dates in a row whose gains make one score."""
LEAST = 20
"""Dates that a reference needs."""
AT_ONCE = 0.5
"""The share that bets on a change before the first date."""


def change_evidence(
    reference: Floats,
    live: Floats,
    signs: tuple[int, ...] = (1, -1),
    margin: Floats | float = 0.0,
    floor: float = 0.0,
) -> Floats:
    """Return the e-value of "the live dates have another level than the reference", after each of them.

    Args:
        reference: a score for each date of the reference.
        live: a score for each date since, in order.
        signs: the directions that count, 1 for a higher level, -1 for a lower one.
        margin: a change of the score that is tolerated, of each live date or of all alike.
        floor: the least spread of a date's score that is believed; for scores that hardly vary.

    Returns:
        [n]. Each follows from the reference and the live dates up to its own. All ones where the reference
        has fewer than `LEAST` dates: it then tells nothing.
    """
    n = len(live)
    if len(reference) < LEAST or n == 0:
        return np.ones(n)
    start, end = np.meshgrid(np.arange(n, dtype=float), np.arange(1.0, n + 1))
    before, whole = len(reference) + start, len(reference) + end
    first, last = before.astype(int), whole.astype(int)
    after = np.maximum(whole - before, 1)
    size = before * after / (before + after)
    scores = np.concatenate([reference, live]) - reference.mean()
    margins = np.concatenate([np.zeros(len(reference)), np.broadcast_to(margin, n)])
    sums, squares = _running(scores)
    sides = []
    for sign in signs:
        less, less_squares = _running(scores - sign * margins)
        changed = less[last] - less[first]
        gap = changed / after - sums[first] / before
        total = squares[first] + less_squares[last] - less_squares[first]
        total -= (sums[first] + changed) ** 2 / whole
        within = np.maximum(total - size * gap**2, 0.0) + floor**2 * (whole - 2)
        found = bayes_factor(size * gap**2, within * persistence(reference), whole - 2, size)
        sides.append(np.where(sign * gap > 0, found, np.minimum(found, 1.0)))
    factors = np.where(end > start, np.mean(sides, axis=0), 1.0)
    weights = _stakes(n)
    return np.asarray(factors @ weights + (1 - weights.sum()))


def _running(values: Floats) -> tuple[Floats, Floats]:
    """Return the sums of the first 0, 1, 2, ... values, and those of their squares."""
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (values, values**2))
    return sums, squares


def persistence(scores: Floats) -> float:
    """Return how much larger the variance of a mean is than if neighbouring dates had nothing in common."""
    away = scores - scores.mean()
    total = float((away**2).sum())
    if total == 0.0:
        return 1.0
    neighbours = float((away[1:] * away[:-1]).sum()) / total
    correlation = min(max(neighbours, 0.0), 0.9)
    return (1 + correlation) / (1 - correlation)


def better_evidence(gains: Floats) -> Floats:
    """Return the e-value of "the mean gain is not zero" after each date, one-sided where it is not positive.

    It moves on each date that completes `BLOCK` of them: what these gain together is one score.

    Args:
        gains: of each date, in order.

    Returns:
        [n]. An e-value counts for a gain only: after dates whose mean gain is not positive it is 1 at most.
    """
    scores = gains[: len(gains) // BLOCK * BLOCK].reshape(-1, BLOCK).sum(axis=1)
    count = np.arange(1.0, len(scores) + 1)
    mean = np.cumsum(scores) / count
    within = np.maximum(np.cumsum(scores**2) - count * mean**2, 0.0)
    known = count > 1
    found = bayes_factor(count * mean**2, within, np.maximum(count - 1, 1), count)
    found = np.where(known & (mean > 0), found, np.where(known, np.minimum(found, 1.0), 1.0))
    return np.concatenate([[1.0], found])[np.arange(1, len(gains) + 1) // BLOCK]


def bayes_factor(between: Floats, within: Floats, freedom: Floats, size: Floats) -> Floats:
    """Return the e-value of a t-test from its sums of squares: see the module's formula.

    Args:
        between: the sum of squares that a change of level explains, on one degree of freedom.
        within: the sum of squares that is left, on `freedom` degrees of it.
        freedom: nu.
        size: m, the effective number of dates.
    """
    wider = 1 + size * CHANGE**2
    ratio = between / np.where(within > 0, within, np.inf)
    with np.errstate(over="ignore"):
        exponent = (freedom + 1) / 2 * (np.log1p(ratio) - np.log1p(ratio / wider)) - np.log(wider) / 2
        return np.asarray(np.exp(np.minimum(exponent, 600.0)))


def discoveries(e_values: dict[str, float], alpha: float) -> list[str]:
    """Return the hypotheses that e-BH rejects: at most a share `alpha` of them falsely, on average.

    It holds whatever the dependence between them, and whenever one looks (Wang and Ramdas, False discovery
    rate control with e-values, JRSS B 2022).
    """
    ordered = sorted(e_values.items(), key=lambda item: -item[1])
    count = len(ordered)
    passed = [k for k, (_, value) in enumerate(ordered, 1) if value >= count / (k * alpha)]
    return [name for name, _ in ordered[: max(passed, default=0)]]


def _stakes(dates: int) -> Floats:
    """Return the share of the wealth that bets on a change before each of the first dates.

    The shares of all dates, without end, sum to 1.
    """
    at = np.arange(SEASON, SEASON + dates, dtype=float)
    shares = (1 - AT_ONCE) * SEASON / (at * (at + 1))
    shares[:1] += AT_ONCE
    return np.asarray(shares)
