"""The e-values of the watch on drawn scores: how often they are wrong, how soon a change or gain is found.

    python benchmarks/watch_evidence.py [--draws 200]

Scores of dates are normal, the reference has `REFERENCE` of them. A change is of one spread of a date's
score, for the worse; it is looked for over `LOOKED` dates. Gains of a challenger are over a season, where
neighbouring dates have a correlation.
"""

from __future__ import annotations

import argparse

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.live.watch.evidence import SEASON, better_evidence, change_evidence
from nba_props.live.watch.figures import FIGURES
from nba_props.live.watch.watch import ALPHA, FIGURE
from nba_props.tracking.registry.shadow import BETTER

REFERENCE, LOOKED = 150, 60
BEGUN = (0, 50, 150, 300, 500)
CORRELATIONS = (0.0, 0.2, 0.3, 0.5)
GAINS = (0.2, 0.3, 0.5)
AT_WORK = 2 * SEASON
PER_DRAW = 10
"""Challengers for each watch that is drawn: they take less time."""


def in_runs(rng: np.random.Generator, draws: int, correlation: float) -> Floats:
    """Draw scores of a season's dates, [draws, dates], with a correlation of neighbouring dates."""
    steps = rng.standard_normal((draws, SEASON))
    scores = steps.copy()
    for date in range(1, SEASON):
        scores[:, date] = correlation * scores[:, date - 1] + (1 - correlation**2) ** 0.5 * steps[:, date]
    return scores


def found_better(gains: Floats) -> float:
    """Return the share of challengers that are ever found better."""
    return float(np.mean([better_evidence(each).max() >= BETTER for each in gains]))


def main() -> None:
    """Print false alarms, dates until a change is found, and challengers that are found better."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    draws = parser.parse_args().draws
    rng = np.random.default_rng(17)
    threshold = len(FIGURES) / ALPHA[FIGURE]
    most = np.array(
        [change_evidence(rng.normal(size=REFERENCE), rng.normal(size=AT_WORK)).max() for _ in range(draws)]
    )
    for value in (2, 5, 20):
        print(f"no change, {AT_WORK} dates: ever {value} or more in {np.mean(most >= value):.1%}")
    for begun in BEGUN:
        took = []
        for _ in range(draws):
            live = rng.normal(size=begun + LOOKED)
            live[begun:] += 1.0
            path = change_evidence(rng.normal(size=REFERENCE), live, (1,))
            took.append(int(np.argmax(path >= threshold)) - begun + 1 if path.max() >= threshold else 0)
        known = [dates for dates in took if dates > 0]
        middle = float(np.median(known)) if known else float("nan")
        print(f"changed from date {begun} on: found in {len(known)} of {draws}, median {middle:.0f} dates")
    for correlation in CORRELATIONS:
        share = found_better(in_runs(rng, PER_DRAW * draws, correlation))
        print(f"no gain, correlation {correlation}: found better in {share:.1%}")
    for gain in GAINS:
        share = found_better(in_runs(rng, PER_DRAW * draws, 0.0) + gain)
        print(f"gain of {gain} spreads, no correlation: found better in {share:.1%}")


if __name__ == "__main__":
    main()
