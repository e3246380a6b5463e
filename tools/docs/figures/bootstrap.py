"""Intervals of a return by bets and by dates, where the bets of one night share their luck."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.evaluation.bootstrap import LEVEL, DateBootstrap
from tools.docs.figures import league, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PRICE = 1.91
NIGHTS, BETS = 80, 10
"""A ledger of so many nights with so many bets each."""
CORRELATIONS = (0.0, 0.05, 0.1, 0.15, 0.2)
"""How much of each bet's luck is the night's: the correlation of what lies behind two bets of a night."""
REPETITIONS, RESAMPLES = 500, 500
NORMAL = NormalDist()


@dataclass(frozen=True)
class Coverage:
    """Of many ledgers with one planted correlation, by unit that is drawn.

    `width`: the mean width of the interval; `covered`: the share that holds the true return.
    """

    width: dict[str, float]
    covered: dict[str, float]


def coverage(p: Floats, correlation: float, repetitions: int = REPETITIONS, seed: int = 0) -> Coverage:
    """Simulate ledgers, and put the project's own interval around the return of each, by bets and by dates.

    Each bet wins with its probability, whatever the correlation: where √r z + √(1 - r) e lies below the
    probability's normal quantile, z the night's and e the bet's own standard normal draw.

    Args:
        p: the probability that each bet wins [nights, bets].
        correlation: r.
        repetitions: how many ledgers.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    quantile = np.vectorize(NORMAL.inv_cdf)(p)
    bet = np.arange(p.size).astype("datetime64[D]")
    night = np.repeat(bet[: len(p)], p.shape[1])
    stakes, truth = np.ones(p.size), PRICE * float(p.mean()) - 1
    units = {"bets": bet, "dates": night}
    bootstraps = {unit: DateBootstrap.of(number, seed, RESAMPLES) for unit, number in units.items()}
    ends: dict[str, list[tuple[float, float]]] = {unit: [] for unit in units}
    for _ in range(repetitions):
        shared, own = rng.normal(size=(p.shape[0], 1)), rng.normal(size=p.shape)
        won = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own < quantile
        profit = np.where(won, PRICE - 1, -1.0).ravel()
        for unit, number in units.items():
            interval = bootstraps[unit].ratio(number, profit, stakes)
            if interval is not None:
                ends[unit].append(interval)
    found = {unit: np.array(pairs) for unit, pairs in ends.items()}
    return Coverage(
        {unit: float(np.mean(pairs[:, 1] - pairs[:, 0])) for unit, pairs in found.items()},
        {
            unit: float(np.mean((pairs[:, 0] <= truth) & (truth <= pairs[:, 1])))
            for unit, pairs in found.items()
        },
    )


def covered_by_bets(correlation: float, bets: int = BETS) -> float:
    """Return the share that an interval by bets holds in theory, of even bets.

    The variance of a sum of m outcomes with correlation c is 1 + (m - 1) c times that of independent ones
    (Kish, Survey Sampling, 1965), and c is 2/π · arcsin r (Sheppard, 1899).
    """
    of_outcomes = 2 / np.pi * np.arcsin(correlation)
    z = NORMAL.inv_cdf((1 + LEVEL) / 2)
    return 2 * NORMAL.cdf(float(z / np.sqrt(1 + (bets - 1) * of_outcomes))) - 1


def ledger() -> Floats:
    """Return the true P(over) at the books' line, of `BETS` player-games on each of `NIGHTS` nights."""
    books = league.books(1)
    dates = books.tables.player_games.select(*PLAYER_GAME, "date")
    lined = books.lines.join(dates, on=PLAYER_GAME).sort("date", *PLAYER_GAME)
    nights = lined.group_by("date", maintain_order=True).head(BETS).partition_by("date", maintain_order=True)
    full = [night for night in nights if night.height == BETS][:NIGHTS]
    return np.array([league.true_over(night) for night in full])


def figure() -> Figure:
    """Draw width and coverage against the planted correlation."""
    p = ledger()
    return drawn({correlation: coverage(p, correlation) for correlation in CORRELATIONS})


def drawn(found: dict[float, Coverage]) -> Figure:
    """Draw one panel for the width, one for the coverage, with its theory and the nominal level."""
    figure, (width, covered) = style.panels(1, 2, 2.9)
    colours = {"bets": style.LINE, "dates": style.MODEL}
    x = list(found)
    for unit, colour in colours.items():
        look: dict[str, Any] = {
            "color": colour,
            "marker": "o",
            "markersize": 4,
            "linewidth": 1.5,
            "label": f"by {unit}",
        }
        width.plot(x, [100 * each.width[unit] for each in found.values()], **look)
        covered.plot(x, [100 * each.covered[unit] for each in found.values()], **look)
    fine = np.linspace(x[0], x[-1], 60)
    theory = [100 * covered_by_bets(float(each)) for each in fine]
    covered.plot(fine, theory, color=style.MUTED, linewidth=1, linestyle="--", label="in theory, by bets")
    covered.axhline(100 * LEVEL, color=style.INK, linewidth=0.8)
    width.set_ylim(0)
    style.labelled(width, "Width, % of stakes", "shared luck r")
    style.labelled(covered, "Coverage, %", "shared luck r")
    style.legend(width, "lower right")
    style.legend(covered, "lower left")
    return figure
