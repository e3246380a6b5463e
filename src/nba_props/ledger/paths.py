"""Monte Carlo of the bankroll: what else these days could have come to.

Days are drawn with replacement. A permutation of the same days would end at the same bankroll every time, and
say nothing of luck.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nba_props.core.arrays import Floats
from nba_props.ledger.daily import Daily

PATHS = 10_000
RUIN = 0.05
"""The share of the first bankroll that counts as ruin: stakes that are shares of the rest never reach 0."""
HALVING = 0.5
BAND = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True)
class BankrollPaths:
    """Simulated bankrolls, as multiples of the first one.

    `final`, `lowest`, `drawdown` [paths]: at the end, at the lowest, and the largest fall from a high. `band`
    [quantiles of `BAND`, days + 1]: the spread of the paths at each day, the start included.
    """

    final: Floats = field(repr=False)
    lowest: Floats = field(repr=False)
    drawdown: Floats = field(repr=False)
    band: Floats = field(repr=False)

    def risk_of_falling_to(self, share: float) -> float:
        """Return the share of paths that at some time are at or below `share` of the first bankroll."""
        return float((self.lowest <= share).mean())

    @property
    def metrics(self) -> dict[str, float]:
        """`betting_risk_of_ruin`, `betting_risk_of_halving`, and what the bankroll ends at in the middle."""
        return {
            "betting_risk_of_ruin": self.risk_of_falling_to(RUIN),
            "betting_risk_of_halving": self.risk_of_falling_to(HALVING),
            "betting_median_growth": float(np.median(self.final) - 1),
        }


def simulate_paths(
    daily: Daily, *, compounds: bool, seed: int, paths: int = PATHS, days: int | None = None
) -> BankrollPaths | None:
    """Resample the days of a ledger into bankroll paths; None with fewer than two days.

    Args:
        daily: the ledger by day.
        compounds: whether stakes are shares of the bankroll (`Staking.compounds`): then daily returns
            multiply, otherwise daily profits add up.
        seed: the same one gives the same paths.
        paths: how many.
        days: of each path; by default as many as there are in the ledger.
    """
    if len(daily.dates) < 2:
        return None
    rng = np.random.default_rng(seed)
    length = len(daily.dates) if days is None else days
    drawn = rng.integers(0, len(daily.dates), (paths, length))
    steps = daily.returns if compounds else daily.profit / daily.bankroll[0]
    curves = np.ones((paths, length + 1))
    if compounds:
        np.cumprod((1 + steps)[drawn], axis=1, out=curves[:, 1:])
    else:
        curves[:, 1:] += np.cumsum(steps[drawn], axis=1)
    return _summary(_stopped(curves))


def _stopped(curves: Floats) -> Floats:
    """Who has nothing left bets no more."""
    broke = np.minimum.accumulate(curves, axis=1) <= 0
    return np.where(broke, 0.0, curves)


def _summary(curves: Floats) -> BankrollPaths:
    highs = np.maximum.accumulate(curves, axis=1)
    return BankrollPaths(
        final=curves[:, -1].copy(),
        lowest=curves.min(axis=1),
        drawdown=(1 - curves / highs).max(axis=1),
        band=np.quantile(curves, BAND, axis=0),
    )
